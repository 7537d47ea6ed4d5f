import { expect, test } from 'vitest';
import { demo, startIngestion, untilAtRest } from '../../support/terminal/operator.ts';
import type { OpenPlace } from '../../support/terminal/screen-place.ts';
import { startSlowIngestion } from '../../support/terminal/slow-ingestion.ts';
import { startScreen } from '../../support/terminal/start-screen.ts';

const SIZE = { columns: 160, rows: 50 };

/** Keys that are text. */
export function typingStories(openPlace: OpenPlace): void {
  test('keys pressed while a filter is typed are text and nothing else', async () => {
    const place = openPlace();
    const screen = startScreen(place, { ...SIZE, args: demo(2_000) });
    await untilAtRest(screen);
    await startIngestion(screen);
    await screen.untilShown(/books +balanced/);

    screen.press('4');
    await screen.untilShown('▸4 Genres');
    screen.press('/');
    await screen.untilShown('filter genres: _');
    for (const key of 'qXIpPez?1') {
      screen.press(key);
      await screen.untilShown(`${key}_ `);
    }
    const typed = screen.text();
    screen.press('ctrl+u');
    await screen.untilShown('filter genres: _');
    for (const key of 'pop') screen.press(key);
    const filtered = await screen.untilShown(/filter genres: pop_/);
    screen.press('enter');
    const kept = await screen.untilShown('I ingest');
    screen.press('escape');
    const all = await screen.untilScreen('all genres', (text) => !text.includes('"pop"'));

    expect(typed).toMatch(/filter genres: qXIpPez\?1_/);
    expect(typed).not.toMatch(/PAUSED|FROZEN|y yes|Leave\?/);
    expect(filtered).toMatch(/dream-pop|pop/);
    expect(kept).toMatch(/"pop"/);
    expect(all).toMatch(/▸4 Genres by tracks/);
  });

  test('two Escs in one packet do what two presses do', async () => {
    const screen = startScreen(openPlace(), { ...SIZE, args: demo(2_000) });
    await untilAtRest(screen);
    screen.press('4');
    await screen.untilShown('▸4 Genres');
    screen.press('+');
    await screen.untilScreen('the pane alone', (text) => !text.includes('5 Artists'));
    screen.press('?');
    await screen.untilShown(' Keys ');

    screen.send('\x1b\x1b');
    const all = await screen.untilShown('5 Artists');

    expect(all).not.toMatch(/ Keys /);
  });

  test('keys that a slow line brings together are pressed, but none that needs a press of its own', async () => {
    const place = openPlace();
    const screen = await startSlowIngestion(place);

    screen.press('?');
    await screen.untilShown(' Keys ');
    screen.send('\x1bp');
    const paused = await screen.untilShown('CONSUMPTION PAUSED');
    screen.send('\x1bqX');
    const asked = await screen.untilShown('Leave?');
    const refused = await screen.untilShown('press X again if it was meant');

    expect(paused).not.toMatch(/ Keys /);
    expect(asked).toMatch(/X stop the engine and leave/);
    expect(refused).not.toMatch(/ENGINE STOPPING/);
  });
}
