import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createWorkspace } from '../support/cli/workspace.ts';
import { demo, untilAtRest } from '../support/terminal/operator.ts';
import { openEmbeddedPlace } from '../support/terminal/screen-place.ts';
import { startScreen } from '../support/terminal/start-screen.ts';
import { ingestStories } from './screen-stories/ingest-stories.ts';

const SIZE = { columns: 160, rows: 50 };

ingestStories(openEmbeddedPlace);

test('the whole screen can be saved as text, as it is shown, with its date', async () => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace, { ...SIZE, args: demo(500) });
  await untilAtRest(screen);

  screen.press('E');
  await screen.untilShown('this screen as text');
  screen.press('2');
  const shown = await screen.untilShown(/This screen is in \S+\.txt/);
  const path = /This screen is in (\S+\.txt)/.exec(shown)?.[1] ?? '';
  const saved = readFileSync(path, 'utf8').trimEnd().split('\n');

  expect(saved).toHaveLength(1 + SIZE.rows);
  expect(saved[0]).toMatch(/^saved \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
  expect(saved[1]).toMatch(/^trackdeck /);
  expect(saved[2]).toBe(screen.terminal.lines()[1]);
});
