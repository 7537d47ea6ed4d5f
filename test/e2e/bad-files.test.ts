import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { expectOneMessage } from '../support/cli/expect-one-message.ts';
import { resultOf } from '../support/cli/results.ts';
import { runCli } from '../support/cli/start-cli.ts';
import { createWorkspace, type Workspace } from '../support/cli/workspace.ts';
import { HEADER, rowLine } from '../support/csv/csv-text.ts';
import { zipOf } from '../support/csv/zip.ts';

type BadFile = {
  readonly title: string;
  /** Makes it and returns its path. */
  readonly make: (workspace: Workspace) => string | Promise<string>;
  readonly exitCode: 1 | 2;
  readonly code: string;
  readonly says: RegExp;
};

const CSV =
  HEADER + Array.from({ length: 500 }, (_, row) => rowLine({ track_id: `t${row}` })).join('');

const BAD_FILES: readonly BadFile[] = [
  {
    title: 'a missing file',
    make: ({ path }) => path('nowhere.csv'),
    exitCode: 2,
    code: 'DATASET_MISSING',
    says: /nowhere\.csv/,
  },
  {
    title: 'a path under a file',
    make: ({ write }) => `${write('file', 'x')}/tracks.csv`,
    exitCode: 2,
    code: 'DATASET_MISSING',
    says: /file\/tracks\.csv/,
  },
  {
    title: 'a directory',
    make: ({ path }) => {
      mkdirSync(path('folder.csv'));
      return path('folder.csv');
    },
    exitCode: 2,
    code: 'DATASET_NOT_A_FILE',
    says: /folder\.csv is a directory/,
  },
  {
    // A link to itself: the only file that root cannot read either.
    title: 'an unreadable file',
    make: ({ path }) => {
      symlinkSync(path('loop.csv'), path('loop.csv'));
      return path('loop.csv');
    },
    exitCode: 2,
    code: 'DATASET_UNREADABLE',
    says: /loop\.csv/,
  },
  {
    title: 'an empty file',
    make: ({ write }) => write('empty.csv', ''),
    exitCode: 1,
    code: 'DATASET_EMPTY',
    says: /empty\.csv is empty/,
  },
  {
    title: 'a header without rows',
    make: ({ write }) => write('header.csv', HEADER),
    exitCode: 1,
    code: 'DATASET_EMPTY',
    says: /header but no rows/,
  },
  {
    title: 'missing columns',
    make: ({ write }) => write('narrow.csv', CSV.replace('energy', 'x').replace('tempo', 'y')),
    exitCode: 1,
    code: 'DATASET_HEADER',
    says: /lacks the columns energy, tempo/,
  },
  {
    title: 'another delimiter',
    make: ({ write }) => write('semicolons.csv', CSV.replaceAll(';', '+').replaceAll(',', ';')),
    exitCode: 1,
    code: 'DATASET_HEADER',
    says: /semicolons instead of commas/,
  },
  {
    title: 'no data set at all',
    make: ({ write }) => write('page.csv', '<html>\u001b[31m\u009b1m</html>\n<p>'),
    exitCode: 1,
    code: 'DATASET_HEADER',
    says: /no tracks data set/,
  },
  {
    title: 'UTF-16',
    make: ({ write }) => write('wide.csv', Buffer.from(`\uFEFF${CSV}`, 'utf16le')),
    exitCode: 1,
    code: 'DATASET_HEADER',
    says: /UTF-16/,
  },
  {
    title: 'a broken gzip file',
    make: ({ write }) => write('broken.csv.gz', withFlippedByte(gzipSync(CSV))),
    exitCode: 1,
    code: 'DATASET_COMPRESSION',
    says: /broken\.csv\.gz is damaged/,
  },
  {
    title: 'a truncated gzip file',
    make: ({ write }) => write('short.csv.gz', gzipSync(CSV).subarray(0, -20)),
    exitCode: 1,
    code: 'DATASET_COMPRESSION',
    says: /short\.csv\.gz is cut short/,
  },
  {
    title: 'a broken zip archive',
    make: async ({ write }) =>
      write('broken.zip', withFlippedByte(await zipOf({ 'tracks.csv': CSV }))),
    exitCode: 1,
    code: 'DATASET_ARCHIVE',
    says: /broken\.zip is damaged/,
  },
  {
    title: 'a truncated zip archive',
    make: async ({ write }) =>
      write('short.zip', (await zipOf({ 'tracks.csv': CSV })).subarray(0, -100)),
    exitCode: 1,
    code: 'DATASET_ARCHIVE',
    says: /short\.zip is damaged or cut short/,
  },
  {
    title: 'a zip archive without a CSV file',
    make: async ({ write }) => write('photos.zip', await zipOf({ 'cover\u001b[31m.jpg': 'x' })),
    exitCode: 1,
    code: 'DATASET_ARCHIVE',
    says: /photos\.zip holds no \.csv file.*\n.*cover/,
  },
];

describe.each(BAD_FILES)('$title', ({ make, exitCode, code, says }) => {
  test.each(['run', 'produce'])(`makes %s exit with ${exitCode}`, async (command) => {
    const workspace = createWorkspace();
    const dataset = await make(workspace);

    const ended = await runCli([command, '--dataset', dataset, ...workspace.flags]);

    expect(ended.exitCode).toBe(exitCode);
    expect(ended.stdout).toBe('');
    expectOneMessage(ended.stderr, code, says);
    expect(existsSync(workspace.logPath)).toBe(false);
    expect(workspace.exports()).toEqual([]);
  });
});

describe('packed data sets', () => {
  test('hold the same data set as the plain file', async () => {
    const workspace = createWorkspace();
    const files = [
      workspace.write('tracks.csv', CSV),
      workspace.write('tracks.csv.gz', gzipSync(CSV)),
      workspace.write('tracks.zip', await zipOf({ 'readme.txt': 'x', 'data/tracks.csv': CSV })),
    ];

    const runs = [];
    for (const file of files) {
      runs.push(await runCli(['run', '--dataset', file, ...workspace.flags]));
    }

    const results = runs.map(({ stdout }) => resultOf(stdout));
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    expect(new Set(results.map((result) => result.dataset_sha256)).size).toBe(1);
    expect(results.map((result) => result.published_now)).toEqual([500, 0, 0]);
    expect(results.map((result) => result.consumed)).toEqual([500, 500, 500]);
  });

  test('are told from their content where the name says otherwise', async () => {
    const workspace = createWorkspace();
    const dataset = workspace.write('tracks.csv', gzipSync(CSV));

    const { exitCode, stdout } = await runCli(['run', '--dataset', dataset, ...workspace.flags]);

    expect(exitCode).toBe(0);
    expect(resultOf(stdout).rows_read).toBe(500);
  });
});

/** In the middle of the packed bytes. */
function withFlippedByte(packed: Buffer): Buffer {
  const broken = Buffer.from(packed);
  const middle = broken.length >> 1;
  broken[middle] = (broken[middle] ?? 0) ^ 0xff;
  return broken;
}
