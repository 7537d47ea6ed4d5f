import { expect, test } from 'vitest';
import { createWorkspace } from '../support/cli/workspace.ts';
import { demo, startIngestion, untilAtRest } from '../support/terminal/operator.ts';
import { openEmbeddedPlace } from '../support/terminal/screen-place.ts';
import { startScreen } from '../support/terminal/start-screen.ts';
import { pauseStories } from './screen-stories/pause-stories.ts';

const SIZE = { columns: 160, rows: 50 };

function firstRow(text: string): string | undefined {
  return text.split('\n')[0]?.trimEnd();
}

pauseStories(openEmbeddedPlace);

test('on a screen without a header the one line that is left says what must not be overlooked', async () => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace, { ...SIZE, args: demo(2_000) });
  await untilAtRest(screen);
  await startIngestion(screen);
  await screen.untilShown(/books +balanced/);
  screen.press('p');
  await screen.untilShown('CONSUMPTION PAUSED since');

  screen.resize({ columns: 40, rows: 10 });
  await screen.untilScreen(
    'ten rows',
    (text) => firstRow(text) === '▸2 Producer DEMO CONS. PAUSED',
  );
  screen.resize({ columns: 20, rows: 5 });
  const tiny = await screen.untilScreen(
    'five rows',
    (text) => firstRow(text) === 'DEMO CONS. PAUSED',
  );

  expect(tiny.split('\n')).toHaveLength(5);
});
