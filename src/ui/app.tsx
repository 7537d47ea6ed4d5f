import { Box, useApp, useInput, usePaste, useWindowSize } from 'ink';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { alertsForPanes } from './chrome/alerts.ts';
import { hasFooter, hasHeader, panesSize } from './chrome/chrome-rows.ts';
import { footerLine } from './chrome/footer-line.ts';
import { headerLine } from './chrome/header-line.ts';
import { Lines } from './components/lines.tsx';
import { Dashboard } from './dashboard.tsx';
import { DialogOverlay } from './dialogs/dialog-overlay.tsx';
import { gatherKeys } from './keys/gathered-keys.ts';
import type { Screen } from './screen/screen.ts';
import type { ScreenState } from './screen/screen-state.ts';
import { fitRow, paintRow } from './text/row.ts';
import type { Theme } from './theme.ts';

/** Gives the terminal to somebody else while the callback runs, and takes it back. */
export type LendTerminal = (use: () => Promise<void>) => Promise<void>;

type AppProps = {
  readonly screen: Screen;
  readonly theme: Theme;
  /** Gets what only a mounted app can do. */
  readonly onMounted: (lend: LendTerminal) => void;
};

/** On a screen too low for a footer its row lies over the last one while it has something to say. */
function isSpeaking({ dialog, isTyping, flash }: ScreenState): boolean {
  return dialog === null && (isTyping || flash !== null);
}

/** The whole screen: header, panes, footer, and the open dialog over them. */
export function App({ screen, theme, onMounted }: AppProps) {
  const frame = useSyncExternalStore(screen.subscribe, screen.getFrame);
  const { columns, rows } = useWindowSize();
  const { suspendTerminal } = useApp();
  useEffect(() => {
    onMounted(suspendTerminal);
  }, [onMounted, suspendTerminal]);
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
      <DialogOverlay frame={frame} size={{ columns, rows }} theme={theme} />
      {!hasFooter(rows) && isSpeaking(frame.screen) && (
        <Box position="absolute" marginTop={rows - 1}>
          <Lines lines={[paintRow(fitRow(footer, columns, theme.glyphs.ellipsis), theme)]} />
        </Box>
      )}
    </Box>
  );
}
