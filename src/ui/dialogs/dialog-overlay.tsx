import { Box } from 'ink';
import { dialogPlace } from '../chrome/chrome-rows.ts';
import { Lines } from '../components/lines.tsx';
import type { Size } from '../layout/screen-layout.ts';
import type { ScreenFrame } from '../screen/screen.ts';
import { paintRow } from '../text/row.ts';
import type { Theme } from '../theme.ts';
import { dialogContent } from './dialog-content.ts';
import { dialogRows, dialogTextWidth } from './dialog-rows.ts';

type DialogOverlayProps = {
  readonly frame: ScreenFrame;
  /** Of the terminal. */
  readonly size: Size;
  readonly theme: Theme;
};

/** The open dialog in the middle of the panes, which go on behind it. */
export function DialogOverlay({ frame, size, theme }: DialogOverlayProps) {
  const { dialog, actions } = frame.screen;
  if (dialog === null) return null;
  const place = dialogPlace(size);
  const width = dialogTextWidth(size.columns);
  const content = dialogContent(dialog, { live: frame.live, actions }, { width, theme });
  const rows = dialogRows(dialog, content, place.size, theme);
  const left = Math.max(0, Math.floor((size.columns - width - 4) / 2));
  const top = place.top + Math.max(0, Math.floor((place.size.rows - rows.length) / 2));
  return (
    <Box position="absolute" flexDirection="column" marginLeft={left} marginTop={top}>
      <Lines lines={rows.map((row) => paintRow(row, theme))} />
    </Box>
  );
}
