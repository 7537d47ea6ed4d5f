import { Box } from 'ink';
import type { Rect } from '../layout/screen-layout.ts';
import { paneNumber, paneTitle } from '../panes/pane-titles.ts';
import { fitRow, paintRow, type Row, row, rowWidth, type Span, span } from '../text/row.ts';
import type { Theme } from '../theme.ts';
import { PANES, type PaneId } from '../view/view-state.ts';
import { Lines } from './lines.tsx';

type TabLineProps = { readonly rect: Rect; readonly focus: PaneId; readonly theme: Theme };

/** The panes by number, the one on show by name too; all of them by name where that fits. */
export function TabLine({ rect, focus, theme }: TabLineProps) {
  const names = tabs(focus, theme, paneTitle);
  const short = tabs(focus, theme, (pane) =>
    pane === focus ? paneTitle(pane) : String(paneNumber(pane)),
  );
  const line = rowWidth(names) <= rect.width ? names : short;
  const text = paintRow(fitRow(line, rect.width, theme.glyphs.ellipsis), theme);
  return (
    <Box position="absolute" left={rect.left} top={rect.top}>
      <Lines lines={[text]} />
    </Box>
  );
}

function tabs(focus: PaneId, theme: Theme, textOf: (pane: PaneId) => string): Row {
  return PANES.flatMap((pane): readonly Span[] =>
    pane === focus
      ? row(span(`${theme.glyphs.focusMark}${textOf(pane)} `, 'focus'))
      : row(span(` ${textOf(pane)} `, 'quiet')),
  );
}
