import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { askEngine } from '../support/cli/engine-client.ts';
import { createWorkspace } from '../support/cli/workspace.ts';
import { demo, figure, startIngestion, untilAtRest } from '../support/terminal/operator.ts';
import { startScreen } from '../support/terminal/start-screen.ts';

const SIZE = { columns: 160, rows: 50 };

test('an ingestion goes to its end, and the books on the screen are closed', async () => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace, { ...SIZE, args: demo(3_000) });
  await untilAtRest(screen);

  await startIngestion(screen);
  const end = await screen.untilScreen(
    'closed books',
    (text) => /complete/.test(text) && /books +balanced/.test(text),
  );

  expect(end).toMatch(/DEMO DATA/);
  expect(figure(end, 'rows read')).toBe(3_000);
  expect(figure(end, 'acknowledged')).toBe(3_000);
  expect(figure(end, 'lag')).toBe(0);
});

test('a second ingestion of the same data has nothing to do and says so', async () => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace, { ...SIZE, args: demo(500) });
  await untilAtRest(screen);
  await startIngestion(screen);
  await screen.untilScreen('the end', (text) => figure(text, 'counted') === 500);

  screen.press('I');
  const dialog = await screen.untilShown('Nothing to do');

  expect(dialog).toMatch(/500 rows\s+(┃.*\n.*┃ )?acknowledged/);
  expect(dialog).not.toMatch(/yes, start/);
});

test('e writes a snapshot whose path is on the screen and whose manifest is right', async () => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace, { ...SIZE, args: demo(2_000) });
  await untilAtRest(screen);
  await startIngestion(screen);
  await screen.untilScreen('the end', (text) => figure(text, 'counted') === 2_000);

  screen.press('e');
  const shown = await screen.untilShown(/Snapshot of [\d.]+ [KM]B in /);
  const directory = /Snapshot of [\d.]+ [KM]B in (\S+Z)/.exec(shown)?.[1] ?? '';
  const manifest = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'));
  const events = await screen.untilShown(/info +snapshot /);

  expect(directory.startsWith(join(workspace.outputDir, 'snapshots'))).toBe(true);
  expect(manifest.records).toBe(2_000);
  expect(manifest.files.map(({ name }: { name: string }) => name).toSorted()).toEqual([
    'processed_tracks.csv',
    'spotify_analytics.json',
    'top_artists.csv',
    'top_genres.csv',
  ]);
  expect(events).toMatch(/snapshot \S+Z \([\d.]+ [KM]B\)/);
});

test('the panes can be saved as text, exactly as they are shown', async () => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace, { ...SIZE, args: demo(500) });
  await untilAtRest(screen);

  screen.press('E');
  await screen.untilShown('this screen as text');
  screen.press('2');
  const shown = await screen.untilShown(/This screen is in \S+\.txt/);
  const path = /This screen is in (\S+\.txt)/.exec(shown)?.[1] ?? '';
  const saved = readFileSync(path, 'utf8').trimEnd().split('\n');

  expect(saved).toHaveLength(SIZE.rows - 2);
  expect(saved[0]).toBe(screen.terminal.lines()[1]);
});

test('X stops the ingestion after y, and I resumes it at the next row', async () => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace, { ...SIZE, args: demo(20_000) });
  await untilAtRest(screen);
  await askEngine(workspace.socketPath, 'POST', '/commands/limit-rate', { rowsPerSecond: 1_000 });
  await startIngestion(screen);
  await screen.untilScreen('some rows', (text) => (figure(text, 'acknowledged') ?? 0) > 500);

  screen.press('X');
  await screen.untilShown('y yes, stop');
  screen.press('y');
  const stopped = await screen.untilShown('I resumes there');
  await askEngine(workspace.socketPath, 'POST', '/commands/limit-rate', { rowsPerSecond: null });
  screen.press('I');
  const dialog = await screen.untilShown('It goes on at row');
  screen.press('y');
  const end = await screen.untilScreen('the end', (text) => figure(text, 'counted') === 20_000);

  expect(figure(stopped, 'acknowledged')).toBeLessThan(20_000);
  expect(dialog).toMatch(/It goes on at row [\d,]+/);
  expect(figure(end, 'counted')).toBe(20_000);
});
