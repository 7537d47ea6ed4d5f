import { expect, test } from 'vitest';
import { writeDemoFile } from '../../support/cli/demo-file.ts';
import { createDropping, inTurn, sends } from '../../support/http/behaviours.ts';
import { startServer } from '../../support/http/test-server.ts';
import { figure, startIngestion, untilAtRest } from '../../support/terminal/operator.ts';
import {
  expectSaneTerminal,
  expectSettingsKept,
  SHELL_WITH_SETTINGS,
} from '../../support/terminal/sane-terminal.ts';
import type { OpenPlace } from '../../support/terminal/screen-place.ts';
import { startScreen } from '../../support/terminal/start-screen.ts';

const SIZE = { columns: 160, rows: 50 };
const ROWS = 2_000;

/** Of an operator who has configured nothing but, perhaps, the broker. */
export function firstRunStories(openPlace: OpenPlace, broker: RegExp): void {
  test('with nothing configured the console says what it would do, where tracks come from, and which key', async () => {
    const place = openPlace();
    const screen = startScreen(place, { columns: 160, rows: 50 });

    const shown = await screen.untilShown(/caught up/);
    const footer = screen.terminal.lines().at(-1);

    expect(shown).toMatch(/not started/);
    expect(shown).toMatch(/I starts it/);
    expect(shown).toMatch(/--dataset FILE/);
    expect(shown).toMatch(broker);
    expect(footer).toMatch(/^I ingest {2}p pause consumer {2}e snapshot .* \? help {2}q quit$/);
    expect(place.exports().filter((name) => name.includes('rejects'))).toEqual([]);
  });

  test('I names the places a download would come from, and nothing starts without y', async () => {
    const place = openPlace();
    const screen = startScreen(place);
    await screen.untilShown('caught up');

    screen.press('I');
    const dialog = await screen.untilShown('y yes, start');
    screen.press('enter');
    screen.press('escape');
    const after = await screen.untilScreen('no dialog', (text) => !text.includes('y yes, start'));

    expect(dialog).toMatch(/not on this machine; it would be downloaded from/);
    expect(dialog).toMatch(/http:\/\/127\.0\.0\.1:9\/tracks\.csv/);
    expect(after).toMatch(/not started/);
  });

  test('q stops the idle engine that the console has started, and gives the terminal back as it was', async () => {
    const place = openPlace();
    const screen = startScreen(place, { shell: SHELL_WITH_SETTINGS });
    await screen.untilShown('caught up');

    screen.press('q');
    const left = await screen.untilShown('exit code');
    await screen.exited;

    expect(left).toMatch(/The engine has stopped; everything is saved\.\nexit code 0/);
    expectSettingsKept(screen);
    expectSaneTerminal(screen);
  });

  test('a download is seen to come, is gone on with when it breaks off, and is ingested', async () => {
    const place = openPlace();
    const { csv } = await writeDemoFile(place, { rows: ROWS, seed: 5 });
    const half = csv.slice(0, csv.length / 2);
    const halfBytes = Buffer.byteLength(half);
    const percent = Math.floor((halfBytes / Buffer.byteLength(csv)) * 100);
    const dropping = createDropping(half.length, csv);
    const server = await startServer(inTurn(dropping.behaviour, sends(csv)));
    const screen = startScreen(place, {
      ...SIZE,
      args: ['--stats-interval', '1'],
      env: { DATASET_URL: server.url.href },
    });
    await untilAtRest(screen);

    await startIngestion(screen, /downloading/);
    const coming = await screen.untilShown(` ${percent} %`);
    dropping.drop();
    const end = await screen.untilShown(/books +balanced/);
    const first = figure(end, 'acknowledged');

    expect(coming).toMatch(/received +[\d.]+ KB of [\d.]+ KB/);
    expect(coming).toMatch(/from +DATASET_URL/);
    expect(first).toBe(ROWS);
    expect(end).not.toMatch(/DEMO/);
    expect(server.requests.map(({ headers }) => headers.range)).toEqual([
      undefined,
      `bytes=${halfBytes}-`,
    ]);
  });
}
