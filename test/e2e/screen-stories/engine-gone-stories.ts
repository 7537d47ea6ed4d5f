import { expect, test } from 'vitest';
import { enginePids, killEngine } from '../../support/terminal/kill-engine.ts';
import {
  demo,
  figure,
  limitRate,
  startIngestion,
  untilAtRest,
} from '../../support/terminal/operator.ts';
import {
  expectSaneTerminal,
  expectSettingsKept,
  SHELL_WITH_SETTINGS,
} from '../../support/terminal/sane-terminal.ts';
import type { OpenPlace } from '../../support/terminal/screen-place.ts';
import { startScreen } from '../../support/terminal/start-screen.ts';

const SIZE = { columns: 160, rows: 50 };

/** An engine that was killed, found dead, and started again. */
export function engineGoneStories(openPlace: OpenPlace): void {
  test('an engine that is killed is named as gone, the old figures stay, and S starts it again', async () => {
    const place = openPlace();
    const screen = startScreen(place, { ...SIZE, args: demo(2_000) });
    await untilAtRest(screen);
    await startIngestion(screen);
    await screen.untilShown(/books +balanced/);
    const [killed] = enginePids(place);

    await killEngine(place);
    const gone = await screen.untilShown('ENGINE GONE since');
    screen.press('p');
    const refused = await screen.untilShown('! The engine is gone since');
    screen.press('S');
    const again = await screen.untilScreen(
      'the engine again',
      (text) => !text.includes('ENGINE GONE') && text.includes('caught up'),
    );

    expect(figure(gone, 'acknowledged')).toBe(2_000);
    expect(refused).toMatch(/S starts it again/);
    expect(figure(again, 'counted')).toBe(2_000);
    expect(enginePids(place)).not.toContain(killed);
  });

  test('a screen whose engine was killed leaves the terminal as it was', async () => {
    const place = openPlace();
    const screen = startScreen(place, { ...SIZE, shell: SHELL_WITH_SETTINGS, args: demo(500) });
    await untilAtRest(screen);
    await killEngine(place);
    await screen.untilShown('ENGINE GONE since');

    screen.press('q');
    const left = await screen.untilShown('exit code');
    await screen.exited;

    expect(left).toMatch(/No engine answers; trackdeck --state-dir \S+ starts one\.\nexit code 0/);
    expectSettingsKept(screen);
    expectSaneTerminal(screen);
    expect(enginePids(place)).toEqual([]);
  });

  test('an engine that stands still is named as silent, nothing is asked of it, and it comes back', async () => {
    const place = openPlace();
    const screen = startScreen(place, { ...SIZE, shell: SHELL_WITH_SETTINGS, args: demo(500) });
    await untilAtRest(screen);
    const [pid = 0] = enginePids(place);

    process.kill(pid, 'SIGSTOP');
    const silent = await screen.untilShown('ENGINE SILENT since');
    screen.press('S');
    await screen.untilShown(`! The engine is there but silent; kill -CONT ${pid} wakes`);
    screen.press('p');
    await screen.untilShown('! The engine is silent since');
    process.kill(pid, 'SIGCONT');
    await screen.untilScreen('the engine again', (text) => !text.includes('ENGINE SILENT'));
    process.kill(pid, 'SIGSTOP');
    await screen.untilShown('ENGINE SILENT since');
    screen.press('q');
    const left = await screen.untilShown('exit code');
    await screen.exited;
    process.kill(pid, 'SIGCONT');

    expect(silent).not.toMatch(/ENGINE GONE|S start engine/);
    expect(left).toMatch(new RegExp(`The engine \\(process ${pid}\\) says nothing`));
    expect(left.replaceAll('\n', '')).toContain(`kill -CONT ${pid} wakes one that is stopped`);
    expectSaneTerminal(screen);
    expect(enginePids(place)).toEqual([pid]);
  });

  test('an ingestion cut off by a killed engine is resumed at the next row', async () => {
    const place = openPlace();
    const screen = startScreen(place, { ...SIZE, args: demo(30_000) });
    await untilAtRest(screen);
    // The limit stays with the state directory, and leaves time to meet the middle.
    await limitRate(screen, '5,000');
    await startIngestion(screen);
    await screen.untilScreen('some rows', (text) => (figure(text, 'acknowledged') ?? 0) >= 2_000);

    await killEngine(place);
    await screen.untilShown('ENGINE GONE since');
    screen.press('S');
    await screen.untilScreen('the engine', (text) => !text.includes('ENGINE GONE'));
    screen.press('I');
    const dialog = await screen.untilShown('It goes on at row');
    screen.press('y');
    const end = await screen.untilScreen('the end', (text) => figure(text, 'counted') === 30_000, {
      timeoutMs: 40_000,
    });

    expect(dialog).toMatch(/It goes on at row [\d,]+: [\d,]+ rows are/);
    expect(figure(end, 'acknowledged')).toBe(30_000);
  });
}
