import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { csvLine } from '../../src/domain/csv-format.ts';
import { createWorkspace } from '../support/cli/workspace.ts';
import { hardRows } from '../support/csv/hard-rows.ts';
import { untilWholeFrame } from '../support/terminal/frame-faults.ts';
import { startIngestion, untilAtRest } from '../support/terminal/operator.ts';
import { startScreen } from '../support/terminal/start-screen.ts';
import type { TerminalProgram } from '../support/terminal/terminal-program.ts';

const SIZE = { columns: 120, rows: 40 };

/** Original rows of the kinds that the made-up ones are of, where they lie beside the data set. */
const realPath = join(dirname(process.env['DATASET_PATH'] ?? ''), 'hard-rows.csv');

/** What the screen itself sends. */
const OWN = ['\r', '\n', '\x1b'];
/** Longer than what the screen sends behind an ESC of its own could be the same by chance. */
const SEQUENCE = 9;

/** What of a text would act on a terminal or take no cell of it. */
function actingText(csv: string): readonly string[] {
  const characters = csv.match(/[\p{Cc}\p{Cf}]/gu) ?? [];
  const sequences = Array.from({ length: csv.length }, (_, index) =>
    csv.slice(index, index + SEQUENCE),
  );
  return [
    ...characters.filter((character) => !OWN.includes(character)),
    ...sequences.filter((text) => text.startsWith('\x1b')),
  ];
}

const LISTS = [
  ['4', '▸4 Genres'],
  ['5', '▸5 Artists by field'],
  [']', '▸5 Single artists'],
  ['7', '▸7 Events'],
] as const;

/** `1-36 of 40`: which rows of a list are shown, where that is not all of them. */
const SHOWN_ROWS = /(\d+)-(\d+) of (\d+)/;

async function lookAtAllPages(screen: TerminalProgram): Promise<void> {
  await untilWholeFrame(screen);
  for (;;) {
    const [shown, , last, all] = SHOWN_ROWS.exec(screen.text()) ?? [];
    if (shown === undefined || last === all) return;
    screen.press('page-down');
    await screen.untilScreen('the next page', (text) => SHOWN_ROWS.exec(text)?.[0] !== shown);
    await untilWholeFrame(screen);
  }
}

/** Album and title of each row once more as its artists: of these texts lists show no others. */
function withAllAsArtists(csv: string): string {
  const [header = [], ...rows] = parse(csv) as readonly (readonly string[])[];
  const [artists, ...others] = ['artists', 'album_name', 'track_name'].map((name) =>
    header.indexOf(name),
  );
  const turned = rows.flatMap((cells) => [
    cells,
    ...others.map((other) =>
      cells.map((cell, at) => (at === artists ? (cells[other] ?? '') : cell)),
    ),
  ]);
  return [header, ...turned].map(csvLine).join('');
}

async function expectHarmless(hard: string, rows: number): Promise<void> {
  const workspace = createWorkspace();
  const csv = withAllAsArtists(hard);
  const args = ['--dataset', workspace.write('hard.csv', csv), '--stats-interval', '1'];
  const screen = startScreen(workspace, { ...SIZE, args });
  await untilAtRest(screen);

  await startIngestion(screen);
  const end = await screen.untilShown(/books +balanced/);
  await untilWholeFrame(screen);
  for (const [key, title] of LISTS) {
    screen.press(key);
    await screen.untilShown(title);
    await untilWholeFrame(screen);
    screen.press('+');
    await screen.untilScreen('one pane', (text) => !text.includes('1 Pipeline'));
    await lookAtAllPages(screen);
    screen.press('+');
    await screen.untilShown('1 Pipeline');
    await untilWholeFrame(screen);
  }

  expect(end).toMatch(new RegExp(`books +balanced, all ${rows} rows`));
  expect(actingText(csv).filter((text) => screen.output().includes(text))).toEqual([]);
}

test('made-up hard rows shift no column, and nothing in them reaches the terminal raw', async () => {
  await expectHarmless(hardRows, 120);
});

test.skipIf(!existsSync(realPath))(
  'hard rows of the real data shift no column either (needs hard-rows.csv beside DATASET_PATH)',
  async () => {
    await expectHarmless(readFileSync(realPath, 'utf8'), 597);
  },
);
