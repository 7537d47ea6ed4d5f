import { Box, Text } from 'ink';
import Spinner from 'ink-spinner';
import type { Row } from '../text/row.ts';
import { Lines } from './lines.tsx';
import { frameLines, innerRect, type PaneFrame } from './pane-frame.ts';

type PaneProps = {
  readonly frame: PaneFrame;
  readonly rows: readonly Row[];
  /** Whether a spinner turns in its first cell. */
  readonly isBusy?: boolean;
};

/** A pane with its border, at its place on the screen. */
export function Pane({ frame, rows, isBusy = false }: PaneProps) {
  const { left, top, width, height } = frame.rect;
  const inner = innerRect(frame);
  return (
    <>
      <Box
        position="absolute"
        left={left}
        top={top}
        width={width}
        height={height}
        flexDirection="column"
      >
        <Lines lines={frameLines(frame, rows)} />
      </Box>
      {isBusy && (
        <Box position="absolute" left={inner.left} top={inner.top}>
          <Text>
            <Spinner type={frame.theme.isAscii ? 'line' : 'dots'} />
          </Text>
        </Box>
      )}
    </>
  );
}
