import { Box, Text } from 'ink';
import Spinner from 'ink-spinner';
import { cutCells } from '../text/cells.ts';
import type { Theme } from '../theme.ts';

/** Before the engine's first answer. */
export function Connecting({ width, theme }: { readonly width: number; readonly theme: Theme }) {
  const text = cutCells('connecting to the engine', width - 2, theme.glyphs.ellipsis);
  return (
    <Box flexGrow={1} alignItems="center" justifyContent="center">
      <Text>
        <Spinner type={theme.isAscii ? 'line' : 'dots'} /> {text}
      </Text>
    </Box>
  );
}
