import { expect, test } from 'vitest';
import { createWorkspace } from '../support/cli/workspace.ts';
import { enginePids, killEngine } from '../support/terminal/kill-engine.ts';
import { demo, figure, startIngestion, untilAtRest } from '../support/terminal/operator.ts';
import { startScreen } from '../support/terminal/start-screen.ts';

const SIZE = { columns: 160, rows: 50 };

test('an engine that is killed is named as gone, the old figures stay, and S starts it again', async () => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace, { ...SIZE, args: demo(2_000) });
  await untilAtRest(screen);
  await startIngestion(screen);
  await screen.untilShown(/books +balanced/);
  const [killed] = enginePids(workspace);

  await killEngine(workspace);
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
  expect(enginePids(workspace)).not.toContain(killed);
});

test('an ingestion cut off by a killed engine is resumed at the next row', async () => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace, { ...SIZE, args: demo(30_000) });
  await untilAtRest(screen);
  await startIngestion(screen);
  await screen.untilScreen('some rows', (text) => (figure(text, 'acknowledged') ?? 0) >= 2_000);

  await killEngine(workspace);
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
