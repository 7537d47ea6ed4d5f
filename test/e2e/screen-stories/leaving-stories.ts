import { expect, test } from 'vitest';
import { LONGEST_GAP_MS, watchAcknowledged } from '../../support/terminal/acknowledgements.ts';
import { untilWholeFrame } from '../../support/terminal/frame-faults.ts';
import { enginePids } from '../../support/terminal/kill-engine.ts';
import { figure, untilAtRest } from '../../support/terminal/operator.ts';
import {
  expectSaneTerminal,
  expectSettingsKept,
  SHELL_WITH_SETTINGS,
} from '../../support/terminal/sane-terminal.ts';
import type { OpenPlace } from '../../support/terminal/screen-place.ts';
import { startSlowIngestion } from '../../support/terminal/slow-ingestion.ts';
import { startScreen } from '../../support/terminal/start-screen.ts';

/** Prints the settings before the console, while it is suspended and after it. */
const SHELL_WITH_JOBS =
  'set -m; stty -g; "$@"; echo "stopped with $?"; stty -g; read -r; fg >/dev/null; ' +
  'echo "exit code $?"; stty -g; sleep 0.1';

/** Whatever ends a screen, the terminal is as it was and the engine goes on. */
export function leavingStories(openPlace: OpenPlace): void {
  test('a second Ctrl+C leaves at once, and the engine goes on', async () => {
    const place = openPlace();
    const screen = await startSlowIngestion(place, { shell: SHELL_WITH_SETTINGS });

    screen.press('ctrl+c');
    await screen.untilShown('d leave, the engine goes on');
    screen.press('ctrl+c');
    const left = await screen.untilShown('exit code');
    await screen.exited;

    expect(left).toMatch(/The engine goes on \(process \d+\).*\n(.*\n)*exit code 0/);
    expectSettingsKept(screen);
    expectSaneTerminal(screen);
    expect(enginePids(place)).toHaveLength(1);
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const)('%s gives the terminal back and ends with %i', async (signal, exitCode) => {
    const place = openPlace();
    const screen = startScreen(place);
    await untilAtRest(screen);

    screen.kill(signal);
    const end = await screen.exited;

    expect(end).toEqual({ exitCode, signal: 0 });
    expect(screen.text()).toMatch(/The engine goes on \(process \d+\)/);
    expectSaneTerminal(screen);
  });

  test('Ctrl+Z goes back to the shell, and fg to the same screen at the new size, which is further on', async () => {
    const place = openPlace();
    const screen = await startSlowIngestion(place, { shell: SHELL_WITH_JOBS });
    const before = screen.text();
    const longestGap = watchAcknowledged(place);

    screen.press('ctrl+z');
    const suspended = await screen.untilShown('stopped with');
    screen.resize({ columns: 150, rows: 44 });
    screen.press('enter');
    const back = await screen.untilShown('publishing');
    const further = await screen.untilScreen(
      'more rows',
      (text) => (figure(text, 'acknowledged') ?? 0) > (figure(before, 'acknowledged') ?? 0) + 1_500,
    );
    await untilWholeFrame(screen);
    const gap = await longestGap();
    screen.press('q');
    await screen.untilShown('X stop the engine and leave');
    screen.press('X');
    const left = await screen.untilShown('exit code');
    await screen.exited;

    expect(suspended).toMatch(/trackdeck is suspended, the engine goes on; fg comes back/);
    expect(back.split('\n').length).toBe(44);
    expect(further).not.toMatch(/ENGINE GONE/);
    expect(gap).toBeLessThan(LONGEST_GAP_MS);
    expect(left).toMatch(/The engine has stopped; everything is saved\.\nexit code 0/);
    expectSettingsKept(screen);
    expectSaneTerminal(screen);
  });
}
