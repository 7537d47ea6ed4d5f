import { describe, expect, test } from 'vitest';
import type { IngestionPreview } from '../../../../src/engine/protocol.ts';
import { dialogContent } from '../../../../src/ui/dialogs/dialog-content.ts';
import { dialogRows, dialogTextWidth } from '../../../../src/ui/dialogs/dialog-rows.ts';
import type {
  ActionRecord,
  Dialog,
  PreviewAnswer,
} from '../../../../src/ui/screen/screen-state.ts';
import { rowWidth } from '../../../../src/ui/text/row.ts';
import { createTheme } from '../../../../src/ui/theme.ts';
import { liveView, STARTED_AT } from '../../../support/screen/mirror-views.ts';
import { rowText } from '../../../support/screen/row-text.ts';
import { SPARK_SCENES } from '../../../support/ui/spark-scenes.ts';

const THEME = createTheme({ colour: 'none', ascii: false });

const SIZE = { columns: 80, rows: 24 };

function drawn(
  dialog: Dialog,
  size = SIZE,
  live = liveView(),
  actions: readonly ActionRecord[] = [],
) {
  const page = { width: dialogTextWidth(size.columns), theme: THEME };
  const content = dialogContent(dialog, { live, actions }, page);
  return dialogRows(dialog, content, size, THEME);
}

function ingestion(preview: PreviewAnswer): Dialog {
  return { name: 'start-ingestion', engine: 'engine-1', ticket: 1, preview };
}

const SOURCE = { name: 'tracks.csv', isDemo: false, sha256: 'ab'.repeat(32), bytes: 20_100_000 };
const SHOWN = {
  engine: 'engine-1',
  sha256: SOURCE.sha256,
  action: 'start',
  fromRow: null,
} as const;
const PREVIEW = { source: SOURCE, downloads: [], topic: 'spotify-tracks', shown: SHOWN };

describe('the preview of an ingestion', () => {
  test('names the data set, the topic, and what y does', () => {
    const preview = { ...PREVIEW, action: { kind: 'start' } } as const;

    const text = drawn(ingestion({ status: 'answered', preview })).map(rowText);

    expect(text[0]).toMatch(/^┏━ Start the ingestion\? ━+┓$/);
    expect(text.slice(1, -1).map((line) => line.slice(2, -1).trimEnd())).toEqual([
      'data set   tracks.csv',
      '           fingerprint abababababab, 20.1 MB',
      'topic      spotify-tracks',
      '',
      'Every valid row is published once, in batches. Rejected rows go to the',
      'rejects file and the dead-letter topic.',
      '',
      'y yes, start  Esc cancel',
    ]);
  });

  test('says where it would go on', () => {
    const action = { kind: 'resume', fromRow: 45_000, acknowledged: 44_990 } as const;
    const preview = { ...PREVIEW, action };

    const text = drawn(ingestion({ status: 'answered', preview }))
      .map(rowText)
      .join('\n');

    expect(text).toMatch(/It goes on at row 45,001: 44,990 rows are acknowledged already/);
  });

  test.each<[what: string, preview: PreviewAnswer, esc: string]>([
    ['it is not known yet', { status: 'asked', since: 0 }, 'cancel'],
    [
      'it was refused',
      {
        status: 'failed',
        failure: { code: 'DATASET_MISSING', message: 'No file x.csv', hint: 'Give another.' },
      },
      'close',
    ],
    [
      'there is nothing to do',
      {
        status: 'answered',
        preview: { ...PREVIEW, action: { kind: 'nothing-to-do', acknowledged: 114_000 } },
      },
      'close',
    ],
  ])('offers no y while %s', (_, preview, esc) => {
    const text = drawn(ingestion(preview)).map(rowText).join('\n');

    expect(text).not.toMatch(/y yes/);
    expect(text).toContain(`Esc ${esc}`);
  });
});

test.each<[string, PreviewAnswer]>([
  ['What an ingestion would do', { status: 'asked', since: 0 }],
  [
    'Cannot ingest',
    { status: 'failed', failure: { code: 'DATASET_MISSING', message: 'No file', hint: null } },
  ],
  [
    'Cannot ingest',
    previewed({
      kind: 'refused',
      failure: { code: 'TOPIC_HOLDS_OTHER_DATA', message: 'no', hint: null },
    }),
  ],
  ['Nothing to ingest', previewed({ kind: 'nothing-to-do', acknowledged: 114_000 })],
  ['Resume the ingestion?', previewed({ kind: 'resume', fromRow: 9, acknowledged: 8 })],
  ['Start the ingestion?', previewed({ kind: 'after-download' })],
])('the title asks only what y can answer: %s', (title, preview) => {
  const [first] = drawn(ingestion(preview)).map(rowText);

  expect(first).toMatch(new RegExp(`^┏━ ${title.replace('?', '\\?')} ━+┓$`));
});

function previewed(action: IngestionPreview['action']): PreviewAnswer {
  return { status: 'answered', preview: { ...PREVIEW, action } };
}

test.each<[number, string]>([
  [80, 'd leave, the engine goes on  X stop the engine and leave  Esc stay'],
  [60, 'd leave  X stop  Esc stay'],
  [20, 'd  X  Esc'],
])('the keys of a dialog %i columns wide keep their words as long as they fit', (columns, keys) => {
  const rows = drawn({ name: 'leave', engine: 'engine-1', work: 'works' }, { columns, rows: 24 });

  expect(rows.map(rowText).at(-2)?.slice(2, -1).trimEnd()).toBe(keys);
});

test.each<[number, number]>([
  [160, 50],
  [80, 24],
  [60, 16],
  [34, 9],
  [20, 5],
  [12, 3],
])('at %i×%i every dialog keeps within the screen, all its rows of one width', (columns, rows) => {
  const long = `/${'very-long-directory-name/'.repeat(8)}tracks.csv`;
  const preview = { ...PREVIEW, source: { ...SOURCE, name: long }, action: { kind: 'start' } };
  const dialogs: readonly Dialog[] = [
    { name: 'help', scroll: 7 },
    { name: 'action-log' },
    { name: 'export-menu' },
    { name: 'stop-ingestion', engine: 'engine-1', begunAt: 1 },
    { name: 'leave', engine: 'engine-1', work: 'is ingesting: 45,000 rows acknowledged so far' },
    ingestion({ status: 'answered', preview: preview as never }),
  ];

  const sizes = dialogs.map((dialog) => {
    const drawnRows = drawn(dialog, { columns, rows });
    return { height: drawnRows.length, widths: [...new Set(drawnRows.map(rowWidth))] };
  });

  for (const { height, widths } of sizes) {
    expect(height).toBeLessThanOrEqual(rows);
    expect(widths).toHaveLength(1);
    expect(widths[0]).toBeLessThanOrEqual(columns);
  }
});

test.each([
  [1, false],
  [2, '1 other screen or script watches it too.'],
  [3, '2 other screens or scripts watch it too.'],
])('whoever leaves an engine that %i watch is told of the others', (watchers, told) => {
  const view = liveView({ type: 'engine/watched', watchers, at: STARTED_AT });
  const text = drawn({ name: 'leave', engine: 'engine-1', work: 'is at rest' }, SIZE, view)
    .map(rowText)
    .join('\n');

  expect(text).toContain('(process 4711) is at rest.');
  if (told === false) expect(text).not.toContain('other');
  else expect(text).toContain(told);
});

test('help says where one is, and its end can be reached', () => {
  const first = drawn({ name: 'help', scroll: 0 }).map(rowText);
  const last = drawn({ name: 'help', scroll: 999 }).map(rowText);

  expect(first[0]).toMatch(/Keys 1-20 of \d+, j k a row, Space a page/);
  expect(last.join('\n')).toMatch(/leaves at once, the engine goes on/);
});

test('help lists the keys of Spark where it is used', () => {
  const [without, used] = [liveView(), SPARK_SCENES.batch].map((live) => {
    const page = { width: 76, theme: THEME };
    const { rows } = dialogContent({ name: 'help' }, { live, actions: [] }, page);
    return rows.map(rowText);
  });

  expect(without).not.toContain('Spark');
  expect(without?.filter((text) => /^[BK] /.test(text))).toEqual([]);
  expect(used?.filter((text) => /^(Spark$|[BK] )/.test(text))).toHaveLength(3);
});

test('the action log tells what an action has failed with, and what to do', () => {
  const failure = { code: 'DISK_FULL', message: 'No space left', hint: 'Make room.' } as const;
  const action = { id: 1, at: 0, text: 'writing a snapshot', command: 'curl x' } as const;

  const text = drawn({ name: 'action-log' }, SIZE, liveView(), [
    { ...action, outcome: 'failed', failure },
  ]).map(rowText);

  expect(text.slice(1, 4).map((line) => line.slice(2, -1).trimEnd())).toEqual([
    expect.stringMatching(/^\d\d:\d\d:\d\d {2}failed {5}writing a snapshot$/),
    'DISK_FULL: No space left. Make room.',
    'curl x',
  ]);
});

test('the short title of a question says too which of its rows are shown', () => {
  const preview = { ...PREVIEW, action: { kind: 'start' } } as const;

  const [first] = drawn(ingestion({ status: 'answered', preview }), { columns: 20, rows: 5 });

  expect(rowText(first ?? [])).toMatch(/^┏━ Start\? 1-2\/\d+ ━*┓$/);
});

test('on the smallest terminal a dialog spends no row on a gap', () => {
  const text = drawn({ name: 'help' }, { columns: 20, rows: 5 }).map(rowText);

  expect(text.map((line) => line.slice(2, -1).trimEnd())).toEqual([
    expect.stringMatching(/^ Keys 1-2/),
    'Panes',
    expect.stringMatching(/^1-\d$/),
    'Esc close',
    expect.any(String),
  ]);
});
