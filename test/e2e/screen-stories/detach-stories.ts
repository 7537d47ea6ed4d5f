import { expect, test } from 'vitest';
import { engineState } from '../../support/cli/engine-client.ts';
import { LONGEST_GAP_MS, watchAcknowledged } from '../../support/terminal/acknowledgements.ts';
import { demo, figure } from '../../support/terminal/operator.ts';
import {
  expectSaneTerminal,
  expectSettingsKept,
  killUnderShell,
  SHELL_WITH_SETTINGS,
} from '../../support/terminal/sane-terminal.ts';
import type { OpenPlace } from '../../support/terminal/screen-place.ts';
import { startSlowIngestion } from '../../support/terminal/slow-ingestion.ts';
import { startScreen } from '../../support/terminal/start-screen.ts';
import type { TerminalProgram } from '../../support/terminal/terminal-program.ts';

const SIZE = { columns: 160, rows: 50 };
const FAULT = new URL('../../support/terminal/fault-on-signal.ts', import.meta.url).href;
const FAULT_ON_SIGNAL = { NODE_OPTIONS: `--import ${FAULT}` };

type End = readonly [
  name: string,
  end: (screen: TerminalProgram) => void | Promise<void>,
  /** Whether there is a terminal to be put right, and somebody who could. */
  isTidy: boolean,
];

const ENDS: readonly End[] = [
  ['SIGKILL', (screen) => screen.kill('SIGKILL'), false],
  ['a lost connection', (screen) => screen.hangUp(), false],
  ['SIGTERM', (screen) => killUnderShell(screen, 'SIGTERM'), true],
  ['SIGHUP', (screen) => killUnderShell(screen, 'SIGHUP'), true],
  ['SIGINT', (screen) => killUnderShell(screen, 'SIGINT'), true],
  ['a fault', (screen) => killUnderShell(screen, 'SIGUSR2'), true],
  ['Ctrl+C twice', interruptTwice, true],
];

async function interruptTwice(screen: TerminalProgram): Promise<void> {
  screen.press('ctrl+c');
  await screen.untilShown('d leave, the engine goes on');
  screen.press('ctrl+c');
}

/** Screens come and go; the engine never cares. */
export function detachStories(openPlace: OpenPlace): void {
  test('the ingestion goes on while nobody looks, and a later screen finds it further on', async () => {
    const place = openPlace();
    const first = await startSlowIngestion(place);
    const longestGap = watchAcknowledged(place);

    first.press('q');
    const asked = await first.untilShown('d leave, the engine goes on');
    first.press('d');
    await first.exited;
    const second = startScreen(place, { ...SIZE, args: demo(20_000) });
    const found = await second.untilShown(/publishing/);
    const later = await second.untilScreen(
      'more rows',
      (text) => (figure(text, 'acknowledged') ?? 0) > (figure(found, 'acknowledged') ?? 0) + 500,
    );

    expect(asked).toMatch(/is ingesting: [\d,]+ rows acknowledged so far/);
    expect(first.text()).toMatch(
      /The engine goes on \(process \d+\); trackdeck --state-dir \S+ comes back to it/,
    );
    expectSaneTerminal(first);
    expect(figure(found, 'acknowledged')).toBeGreaterThan(figure(asked, 'acknowledged') ?? 0);
    expect(later).toMatch(/publishing/);
    expect(await longestGap()).toBeLessThan(LONGEST_GAP_MS);
  });

  test.each(ENDS)('a screen that ends by %s takes nothing along', async (_, end, isTidy) => {
    const place = openPlace();
    const screen = await startSlowIngestion(place, {
      env: FAULT_ON_SIGNAL,
      ...(isTidy ? { shell: SHELL_WITH_SETTINGS } : {}),
    });
    const acknowledged = async () =>
      (await engineState(place.socketPath))?.state.producer.totals.acknowledged ?? 0;
    const longestGap = watchAcknowledged(place);

    await end(screen);
    await screen.exited;
    const before = await acknowledged();
    await expect.poll(acknowledged).toBeGreaterThan(before + 500);

    expect(await longestGap()).toBeLessThan(LONGEST_GAP_MS);
    if (isTidy) {
      expectSettingsKept(screen);
      expectSaneTerminal(screen);
    }
  });

  test('two screens show the same engine, and what one does the other sees', async () => {
    const place = openPlace();
    const first = await startSlowIngestion(place);
    const second = startScreen(place, { columns: 80, rows: 24 });
    await second.untilShown(/publishing/);

    second.press('p');
    const seen = await first.untilShown('CONSUMPTION PAUSED since');
    first.press('p');
    await second.untilScreen('no pause', (text) => !text.includes('PAUSED'));
    first.press('q');
    await first.untilShown('d leave');
    first.press('d');
    await first.exited;
    const before = second.text();
    const alone = await second.untilScreen(
      'more rows',
      (text) => (figure(text, 'acked') ?? 0) > (figure(before, 'acked') ?? 0) + 500,
    );

    expect(seen).toMatch(/p resume/);
    expect(figure(before, 'acked')).toBeGreaterThan(0);
    expect(alone).not.toMatch(/ENGINE GONE/);
  });
}
