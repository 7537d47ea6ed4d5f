import type { ConsoleState } from '../../state/store.ts';
import { panesSize } from '../chrome/chrome-rows.ts';
import { type PlacedPane, type Size, screenLayout } from '../layout/screen-layout.ts';
import { shownPanes } from './shown-panes.ts';
import type { PaneId, ViewState } from './view-state.ts';

/** Where a pane lies on a terminal of such a size; `undefined` where it is out of sight. */
export function placedPane(
  pane: PaneId,
  state: ConsoleState,
  { focus, isZoomed }: Pick<ViewState, 'focus' | 'isZoomed'>,
  terminal: Size,
): PlacedPane | undefined {
  const { panes } = screenLayout(panesSize(terminal), focus, isZoomed, shownPanes(state));
  return panes.find((placed) => placed.pane === pane);
}
