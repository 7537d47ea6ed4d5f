import { Box, Text } from 'ink';
import Spinner from 'ink-spinner';
import type { Theme } from '../theme.ts';

/** Before the engine's first answer. */
export function Connecting({ width, theme }: { readonly width: number; readonly theme: Theme }) {
  const text =
    width < 'connecting to the engine'.length + 2 ? 'connecting' : 'connecting to the engine';
  return (
    <Box flexGrow={1} alignItems="center" justifyContent="center">
      <Text>
        <Spinner type={theme.isAscii ? 'line' : 'dots'} /> {text}
      </Text>
    </Box>
  );
}
