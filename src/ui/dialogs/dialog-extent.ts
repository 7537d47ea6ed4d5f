import { dialogPlace } from '../chrome/chrome-rows.ts';
import type { Size } from '../layout/screen-layout.ts';
import type { ScreenFrame } from '../screen/screen.ts';
import type { Theme } from '../theme.ts';
import type { ListExtent } from '../view/scrolling.ts';
import { dialogContent } from './dialog-content.ts';
import { dialogTextRows, dialogTextWidth } from './dialog-rows.ts';
import { pageExtent } from './text-pages.ts';

/** The rows of the open dialog's text on a terminal of such a size; none without a dialog. */
export function dialogExtent(
  { screen, live }: Pick<ScreenFrame, 'screen' | 'live'>,
  terminal: Size,
  theme: Theme,
): ListExtent {
  const { dialog, actions } = screen;
  const { columns, rows } = dialogPlace(terminal).size;
  const visible = dialogTextRows(rows);
  if (dialog === null) return { rows: 0, visible };
  const paper = { width: dialogTextWidth(columns), theme };
  const content = dialogContent(dialog, { live, actions }, paper);
  const page = pageExtent(content, dialog.scroll ?? 0, visible);
  return { rows: content.rows.length, visible, page };
}
