import { Box, useApp, useInput, usePaste, useWindowSize } from 'ink';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { alertsForPanes } from './chrome/alerts.ts';
import { hasFooter, hasHeader, panesSize } from './chrome/chrome-rows.ts';
import { footerLine } from './chrome/footer-line.ts';
import { headerLine } from './chrome/header-line.ts';
import { Lines } from './components/lines.tsx';
import { Dashboard } from './dashboard.tsx';
import { DialogOverlay } from './dialogs/dialog-overlay.tsx';
import { questionRow } from './dialogs/question-row.ts';
import { gatherKeys } from './keys/gathered-keys.ts';
import type { Screen, ScreenFrame } from './screen/screen.ts';
import { fitRow, paintRow, type Row } from './text/row.ts';
import type { Theme } from './theme.ts';

/** Gives the terminal to somebody else while the callback runs, and takes it back. */
export type LendTerminal = (use: () => Promise<void>) => Promise<void>;

type AppProps = {
  readonly screen: Screen;
  readonly theme: Theme;
  /** Gets what only a mounted app can do. */
  readonly onMounted: (lend: LendTerminal) => void;
};

/**
 * On a screen too low for a footer its row lies over the last one while it has something to say, or
 * to ask; a question in one row leaves the panes in sight.
 */
function overlaidRow({ screen, live }: ScreenFrame, footer: Row, width: number): Row | null {
  const { dialog, isTyping, flash } = screen;
  if (dialog !== null) return questionRow(dialog, live.state, width);
  return isTyping || flash !== null ? footer : null;
}

/** The whole screen: header, panes, footer, and the open dialog over them. */
export function App({ screen, theme, onMounted }: AppProps) {
  const frame = useSyncExternalStore(screen.subscribe, screen.getFrame);
  const { columns, rows } = useWindowSize();
  const { suspendTerminal } = useApp();
  useEffect(() => {
    onMounted(suspendTerminal);
  }, [onMounted, suspendTerminal]);
  useEffect(screen.resized, [screen, columns, rows]);
  const keys = useMemo(() => gatherKeys(screen.press), [screen]);
  useInput(keys.add);
  usePaste((text) => {
    keys.press();
    screen.paste(text);
  });

  const size = panesSize({ columns, rows });
  const situation = { mirrorView: frame.live, view: frame.screen.view };
  const header = headerLine(frame, columns, theme);
  const footer = footerLine(frame.screen, situation, columns, theme);
  const overlaid = hasFooter(rows) ? null : overlaidRow(frame, footer, columns);
  // Everything is made to fit: what cut off the rest would cost a fifth of a frame's time.
  return (
    <Box width={columns} height={rows} flexDirection="column">
      {hasHeader(rows) && <Lines lines={[paintRow(header, theme)]} />}
      <Box width={columns} height={size.rows} flexShrink={0} flexDirection="column">
        <Dashboard
          mirrorView={frame.shown}
          view={frame.screen.view}
          size={size}
          now={frame.now}
          theme={theme}
          alerts={alertsForPanes(frame, rows)}
        />
      </Box>
      {hasFooter(rows) && <Lines lines={[paintRow(footer, theme)]} />}
      {overlaid === null && <DialogOverlay frame={frame} size={{ columns, rows }} theme={theme} />}
      {overlaid !== null && (
        <Box position="absolute" marginTop={rows - 1}>
          <Lines lines={[paintRow(fitRow(overlaid, columns, theme.glyphs.ellipsis), theme)]} />
        </Box>
      )}
    </Box>
  );
}
