import { expect, test } from 'vitest';
import { createWorkspace } from '../support/cli/workspace.ts';
import { openEmbeddedPlace } from '../support/terminal/screen-place.ts';
import { startScreen } from '../support/terminal/start-screen.ts';
import { firstRunStories } from './screen-stories/first-run-stories.ts';

firstRunStories(openEmbeddedPlace, /embedded log/);

test('? shows every key, and leads nowhere else', async () => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace, { columns: 120, rows: 60 });
  await screen.untilShown('caught up');

  screen.press('?');
  const help = await screen.untilShown('draw the screen anew');
  screen.press('I');
  screen.press('?');
  const after = await screen.untilScreen('no help', (text) => !text.includes('draw the screen'));

  expect(help).toMatch(/I +start or resume the ingestion/);
  expect(help).toMatch(/q Ctrl\+C +leave/);
  expect(after).not.toMatch(/yes, start/);
});
