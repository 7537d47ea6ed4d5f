import { expect, test } from 'vitest';
import { createWorkspace } from '../support/cli/workspace.ts';
import { HEADER, rowLine } from '../support/csv/csv-text.ts';
import { untilWholeFrame } from '../support/terminal/frame-faults.ts';
import { pasted } from '../support/terminal/keys.ts';
import { demo, startIngestion, untilAtRest } from '../support/terminal/operator.ts';
import { openEmbeddedPlace } from '../support/terminal/screen-place.ts';
import { startScreen } from '../support/terminal/start-screen.ts';
import { typingStories } from './screen-stories/typing-stories.ts';

/** Of the rows below: what would colour, name or clear the terminal, or turn its text around. */
const ACTING = ['\x1b[31mtext', '\x1b]0;', '\u009b', '\u0085', '\u200b', '\u200d', '\u202e'];

/** What a terminal says that was asked for its background. */
const COLOUR_ANSWER = '\x1b]11;rgb:0000/0000/0000\x1b\\';

const SIZE = { columns: 160, rows: 50 };

typingStories(openEmbeddedPlace);

test('pasted text and answers of the terminal press no keys', async () => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace, { ...SIZE, args: demo(500) });
  await untilAtRest(screen);

  screen.send(pasted('I\ny\nq\nX'));
  await screen.untilShown('Pasted text is taken only where a filter is typed');
  screen.send(`\x1b[12;40R\x1b[?62;22c${COLOUR_ANSWER}\x1b[<0;10;10M\x1b[I\x1b[Oz`);
  const after = await screen.untilShown('FROZEN at');

  expect(after).toMatch(/not started/);
  expect(after).not.toMatch(/y yes|Leave\?|PAUSED/);
});

test('hard text from the data shifts no column, and nothing in it reaches the terminal raw', async () => {
  const workspace = createWorkspace();
  const hard = [
    '日本語の長い名前のアーティスト',
    'مغني عربي',
    'e\u0301\u0302\u0323 combining',
    'zero\u200bwidth\u200djoined\ufeff',
    'red \x1b[31mtext\x1b[0m \x1b]0;title\x07',
    'c1 \u009b2J \u0085 end',
    '\u202eright to left\u202c',
    '👩‍👩‍👧 🇩🇪 👍🏽 ❤️',
    'tab\tand\rreturn',
    'नमस्ते ภาษาไทย',
  ];
  const rows = hard.flatMap((artists, index) =>
    Array.from({ length: 12 - index }, (_, copy) =>
      rowLine({ artists, track_genre: artists, track_id: `id${index}-${copy}` }),
    ),
  );
  const file = workspace.write('tracks.csv', `${[HEADER, ...rows].join('\n')}\n`);
  const args = ['--dataset', file, '--stats-interval', '1'];
  const screen = startScreen(workspace, { ...SIZE, args });
  await untilAtRest(screen);

  await startIngestion(screen);
  const shown = await screen.untilShown(/books +balanced/);
  for (const pane of ['4', '5']) {
    screen.press(pane);
    await screen.untilShown(`▸${pane}`);
    screen.press('+');
    await screen.untilScreen('one pane', (text) => !text.includes('1 Pipeline'));
    await untilWholeFrame(screen);
    screen.press('+');
    await screen.untilShown('1 Pipeline');
    await untilWholeFrame(screen);
  }

  expect(shown).toMatch(/日本語/);
  expect(ACTING.filter((text) => screen.output().includes(text))).toEqual([]);
});
