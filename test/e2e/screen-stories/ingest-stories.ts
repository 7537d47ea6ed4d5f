import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { askEngine } from '../../support/cli/engine-client.ts';
import { demo, figure, startIngestion, untilAtRest } from '../../support/terminal/operator.ts';
import type { OpenPlace } from '../../support/terminal/screen-place.ts';
import { startScreen } from '../../support/terminal/start-screen.ts';

const SIZE = { columns: 160, rows: 50 };

/** From `I` to closed books, a snapshot, and a stop half-way. */
export function ingestStories(openPlace: OpenPlace): void {
  test('an ingestion goes to its end, and the books on the screen are closed', async () => {
    const place = openPlace();
    const screen = startScreen(place, { ...SIZE, args: demo(3_000) });
    await untilAtRest(screen);

    await startIngestion(screen);
    const end = await screen.untilScreen(
      'closed books',
      (text) => /\bcomplete\b/.test(text) && /books +balanced/.test(text),
    );

    expect(end).toMatch(/DEMO DATA/);
    expect(figure(end, 'rows read')).toBe(3_000);
    expect(figure(end, 'acknowledged')).toBe(3_000);
    expect(figure(end, 'lag')).toBe(0);
  });

  test('a second ingestion of the same data has nothing to do and says so', async () => {
    const place = openPlace();
    const screen = startScreen(place, { ...SIZE, args: demo(500) });
    await untilAtRest(screen);
    await startIngestion(screen);
    await screen.untilScreen('the end', (text) => figure(text, 'counted') === 500);

    screen.press('I');
    const dialog = await screen.untilShown('Nothing to do');

    expect(dialog).toMatch(/500 rows\s+(┃.*\n.*┃ )?acknowledged/);
    expect(dialog).not.toMatch(/yes, start/);
  });

  test('e writes a snapshot whose path is on the screen and whose manifest is right', async () => {
    const place = openPlace();
    const screen = startScreen(place, { ...SIZE, args: demo(2_000) });
    await untilAtRest(screen);
    await startIngestion(screen);
    await screen.untilScreen('the end', (text) => figure(text, 'counted') === 2_000);

    screen.press('e');
    const shown = await screen.untilShown(/Snapshot of [\d.]+ [KM]B in /);
    const directory = /Snapshot of [\d.]+ [KM]B in (\S+Z)/.exec(shown)?.[1] ?? '';
    const manifest = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'));
    const events = await screen.untilShown(/info +snapshot /);

    expect(directory.startsWith(join(place.outputDir, 'snapshots'))).toBe(true);
    expect(manifest.records).toBe(2_000);
    expect(manifest.files.map(({ name }: { name: string }) => name).toSorted()).toEqual([
      'processed_tracks.csv',
      'spotify_analytics.json',
      'top_artists.csv',
      'top_genres.csv',
    ]);
    expect(events).toMatch(/snapshot \S+Z \([\d.]+ [KM]B\)/);
  });

  test('X stops the ingestion after y, and I resumes it at the next row', async () => {
    const place = openPlace();
    const screen = startScreen(place, { ...SIZE, args: demo(20_000) });
    await untilAtRest(screen);
    await askEngine(place.socketPath, 'POST', '/commands/limit-rate', { rowsPerSecond: 1_000 });
    await startIngestion(screen);
    await screen.untilScreen('some rows', (text) => (figure(text, 'acknowledged') ?? 0) > 500);

    screen.press('X');
    await screen.untilShown('y yes, stop');
    screen.press('y');
    const stopped = await screen.untilShown('I resumes there');
    await askEngine(place.socketPath, 'POST', '/commands/limit-rate', { rowsPerSecond: null });
    screen.press('I');
    const dialog = await screen.untilShown('It goes on at row');
    screen.press('y');
    const end = await screen.untilScreen('the end', (text) => figure(text, 'counted') === 20_000);

    expect(figure(stopped, 'acknowledged')).toBeLessThan(20_000);
    expect(dialog).toMatch(/It goes on at row [\d,]+/);
    expect(figure(end, 'counted')).toBe(20_000);
  });
}
