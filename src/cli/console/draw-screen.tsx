import { render } from 'ink';
import { App } from '../../ui/app.tsx';
import { ErrorBoundary } from '../../ui/error-boundary.tsx';
import type { Screen } from '../../ui/screen/screen.ts';
import type { Theme } from '../../ui/theme.ts';
import type { Ending } from './ending.ts';
import type { LentTerminal } from './lent-terminal.ts';

const CLEAR_SCREEN = '\u001b[2J\u001b[H';
/** Time for the frame of the new size, which is only then drawn anew as a whole. */
const SETTLE_MS = 50;

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
  const tree = () => (
    <ErrorBoundary onError={fail}>
      <App screen={screen} theme={theme} onMounted={terminal.connect} />
    </ErrorBoundary>
  );
  const drawn = render(tree(), {
    // Ink would draw nothing where CI is set, terminal or not.
    interactive: true,
    alternateScreen: true,
    incrementalRendering: true,
    // Data come at 4 Hz: this bounds how long a key waits when it comes right after them.
    maxFps: 60,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  const ended = drawn.waitUntilExit().catch(fail);
  // After a stop from outside the terminal may hold anything.
  const redraw = () => void terminal.redraw();
  process.on('SIGCONT', redraw);
  const unwatch = afterResizes(() => {
    if (terminal.isLent()) return;
    drawn.clear();
    process.stdout.write(CLEAR_SCREEN);
    drawn.rerender(tree());
  });
  return async () => {
    process.off('SIGCONT', redraw);
    unwatch();
    drawn.unmount();
    await ended;
  };
}

/**
 * On a new size Ink draws the frame of the old one once more. A narrower terminal wraps its rows, and
 * what is left of them is not in the way of any row that Ink knows of.
 *
 * @returns the way to stop it
 */
function afterResizes(settled: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(settled, SETTLE_MS);
  };
  process.stdout.on('resize', wait);
  return () => {
    clearTimeout(timer);
    process.stdout.off('resize', wait);
  };
}
