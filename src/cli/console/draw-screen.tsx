import { render } from 'ink';
import { App } from '../../ui/app.tsx';
import { ErrorBoundary } from '../../ui/error-boundary.tsx';
import type { Screen } from '../../ui/screen/screen.ts';
import type { Theme } from '../../ui/theme.ts';
import type { Ending } from './ending.ts';
import type { LentTerminal } from './lent-terminal.ts';

type DrawScreenOptions = {
  readonly screen: Screen;
  readonly theme: Theme;
  readonly terminal: LentTerminal;
  readonly end: (ending: Ending) => void;
};

/**
 * Takes the terminal and draws the screen on it. The answer gives the terminal back as it was; it
 * never rejects.
 */
export function drawScreen({
  screen,
  theme,
  terminal,
  end,
}: DrawScreenOptions): () => Promise<void> {
  const fail = (error: unknown) => end({ kind: 'failed', error });
  const drawn = render(
    <ErrorBoundary onError={fail}>
      <App screen={screen} theme={theme} onMounted={terminal.connect} />
    </ErrorBoundary>,
    {
      // Ink would draw nothing where CI is set, terminal or not.
      interactive: true,
      alternateScreen: true,
      incrementalRendering: true,
      // Data come at 4 Hz: this bounds how long a key waits when it comes right after them.
      maxFps: 60,
      exitOnCtrlC: false,
      patchConsole: false,
    },
  );
  const ended = drawn.waitUntilExit().catch(fail);
  // After a stop from outside the terminal may hold anything.
  const redraw = () => void terminal.redraw();
  process.on('SIGCONT', redraw);
  return async () => {
    process.off('SIGCONT', redraw);
    drawn.unmount();
    await ended;
  };
}
