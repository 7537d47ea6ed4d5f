import { expect, test } from 'vitest';
import { reduce } from '../../src/state/store.ts';
import { renderFrame } from '../support/ui/render-frame.tsx';
import { NOW, SCENES } from '../support/ui/scenes.ts';

const WIDE = { columns: 160, rows: 48 };
const NARROW = { columns: 80, rows: 22 };

/** The rows that hold a text, without border and blanks. */
function rowsWith(frame: string, text: string): string[] {
  const cells = frame.split('\n').flatMap((line) => line.split(/[│┃]/));
  return cells
    .map((cell) => cell.trim().replaceAll(/ +/g, ' '))
    .filter((cell) => cell.includes(text));
}

test.each([
  ['160x48', WIDE],
  ['120x38', { columns: 120, rows: 38 }],
  ['80x22', NARROW],
  ['60x14', { columns: 60, rows: 14 }],
] as const)('an ingest under way at %s', async (name, size) => {
  await expect(renderFrame(SCENES.ingesting, size)).toMatchFileSnapshot(
    `frames/ingesting-${name}.txt`,
  );
});

test('the same moment is drawn the same', () => {
  expect(renderFrame(SCENES.retrying, WIDE)).toBe(renderFrame(SCENES.retrying, WIDE));
});

test('before the engine answers the screen says what it waits for', () => {
  expect(renderFrame(SCENES.connecting, NARROW)).toContain('connecting to the engine');
});

test('at the first run the screen says what would happen and which key starts it', () => {
  const frame = renderFrame(SCENES.firstRun, WIDE);

  expect(rowsWith(frame, 'not started')).toEqual(['not started']);
  expect(rowsWith(frame, 'starts it')).toEqual(['I starts it, after a preview']);
  expect(rowsWith(frame, 'Tracks come from')).toHaveLength(1);
  expect(rowsWith(frame, 'books')).toEqual(['books empty, no row read yet']);
});

test('a download shows how far, how fast, from where and for how long still', () => {
  const frame = renderFrame(SCENES.downloading, NARROW);

  expect(rowsWith(frame, 'downloading')).toHaveLength(1);
  expect(rowsWith(frame, '40 %')[0]).toMatch(/━+─+ 40 % 12 s left$/);
  expect(rowsWith(frame, 'received')).toEqual(['received 8.0 MB of 20.1 MB']);
  expect(rowsWith(frame, 'speed')).toEqual(['speed 1.0 MB/s']);
  expect(rowsWith(frame, 'from')).toEqual(['from Hugging Face']);
});

test('an ingest shows what became of the rows and how fast it goes', () => {
  const frame = renderFrame(SCENES.ingesting, WIDE);

  expect(rowsWith(frame, 'publishing')[0]).toMatch(/^publishing 10,240\/s [▁▂▃▄▅▆▇█]+$/);
  expect(rowsWith(frame, 'rows read')).toEqual(['rows read 7,002 acknowledged 6,000']);
  expect(rowsWith(frame, 'in flight')).toEqual(['in flight 1,000 incomplete 1']);
  expect(rowsWith(frame, 'rejected 2')).toEqual(['rejected 2 failed 0']);
  expect(rowsWith(frame, 'bytes')).toEqual(['bytes 1.1 MB bytes/s 1.8 MB/s']);
  expect(rowsWith(frame, 'books')).toEqual(['books 600 to count, catching up']);
});

test('the consumer shows its lag by partition and that it grows', () => {
  const frame = renderFrame(SCENES.ingesting, WIDE);

  expect(rowsWith(frame, 'to drain')).toEqual(['newest record 1 s to drain grows 640/s']);
  expect(rowsWith(frame, 'committed')).toEqual(['part position log end committed lag held by']);
  expect(rowsWith(frame, 'p2 1')[0]).toBe('p2 1,787 1,986 1,537 199 ███████▊ this');
  expect(rowsWith(frame, 'slowest')).toEqual(['slowest consumer, it falls behind']);
});

test('rejected rows are told by reason with the newest of them', () => {
  const frame = renderFrame(SCENES.ingesting, WIDE);

  expect(rowsWith(frame, 'number-out-of-range')).toEqual([
    '1 number-out-of-range',
    'line 5,213 popularity number-out-of-range: "101"',
  ]);
});

test('what is paused says so, since when, what waits, and the key that resumes it', () => {
  const frame = renderFrame(SCENES.paused, WIDE);

  expect(frame).toContain('PAUSED since 11:59:18');
  expect(rowsWith(frame, 'records wait')).toEqual([
    'since 11:59:18, 42 s; 600 records wait; p resumes it',
  ]);
  expect(rowsWith(frame, 'P resumes')).toEqual(['since 11:57:50, 2 m; P resumes it']);
  expect(frame).not.toContain(' left ');
});

test('a retry says when, after which failure, and that what the broker tells is old', () => {
  const frame = renderFrame(SCENES.retrying, WIDE);

  expect(rowsWith(frame, 'retrying in')[0]).toMatch(/^retrying in 3 s /);
  expect(rowsWith(frame, 'Cannot reach')[0]).toBe('Cannot reach broker localhost:9092 (connection');
  expect(rowsWith(frame, 'has not answered')).toEqual(['the broker has not answered for 30 s']);
  expect(rowsWith(frame, '? 30 s')).toHaveLength(3);
});

test('what the broker refuses to tell is denied, not missing', () => {
  const failure = {
    code: 'BROKER_REFUSED',
    message: 'Not allowed to describe it',
    hint: null,
  } as const;
  const refused = { type: 'topic/unreachable', failure, retryAt: NOW + 5_000, at: NOW } as const;
  const state = reduce(SCENES.ingesting.state, refused);

  const frame = renderFrame({ ...SCENES.ingesting, state }, WIDE);

  expect(rowsWith(frame, '⊘')).toEqual([
    'p0 1,836 2,040 ⊘ 204 ████████ this',
    'p1 1,777 1,974 ⊘ 197 ███████▊ this',
    'p2 1,787 1,986 ⊘ 199 ███████▊ this',
  ]);
});

test('another process at work is told from the ledger', () => {
  const frame = renderFrame(SCENES.elsewhere, WIDE);

  expect(rowsWith(frame, 'producing elsewhere')).toEqual(['producing elsewhere']);
  expect(rowsWith(frame, 'since')).toEqual(['since 11:59:45, 15 s']);
  expect(rowsWith(frame, 'source')).toEqual(['source DEMO DATA b202fa49909b']);
});

test('a finished run is whole, balanced, saved and kept', () => {
  const frame = renderFrame(SCENES.complete, WIDE);

  expect(rowsWith(frame, '100 %')[0]).toMatch(/^━+ 100 %$/);
  expect(rowsWith(frame, 'books')).toEqual(['books balanced, all 6,002 rows']);
  expect(rowsWith(frame, 'exports 6')).toEqual(['exports 6,000 tracks 1 m ago']);
  expect(rowsWith(frame, 'snapshot 2026')).toEqual(['snapshot 20261124T115900Z 12.3 MB 1 m ago']);
  expect(rowsWith(frame, 'info snapshot')[0]).toMatch(
    /^11:59:00 info snapshot \/srv\/trackdeck\/output\/snapshots\/20261124T115900Z/,
  );
});

test('a gap in the books is named in full', () => {
  const frame = renderFrame(SCENES.gap, WIDE);

  expect(rowsWith(frame, 'GAP')).toEqual(['books GAP: acknowledged 6,000, consumed']);
  expect(rowsWith(frame, 'outstanding')).toEqual(['5,900: 100 outstanding']);
});

test('when the engine is gone the old figures stay, with their age and the key to start it', () => {
  const frame = renderFrame(SCENES.lost, WIDE);

  expect(rowsWith(frame, 'ENGINE GONE')).toEqual(['ENGINE GONE since 11:58:45, 1 m; S starts it']);
  expect(rowsWith(frame, 'acknowledged')).toEqual(['rows read 7,002 acknowledged 6,000']);
  expect(frame.match(/\? 1 m old/g)).toHaveLength(7);
});

test('old figures are faded, and what is wrong is not', () => {
  const frame = renderFrame(SCENES.lost, WIDE, { colour: '16' });

  expect(frame).toContain('\u001b[1m\u001b[31mENGINE GONE');
  expect(frame.includes('\u001b[33m') || frame.includes('\u001b[36m')).toBe(false);
});

test('a frozen screen says since when in every pane', () => {
  const frame = renderFrame(SCENES.ingesting, WIDE, {
    view: { frozenSince: Date.UTC(2026, 10, 24, 11, 58, 7) },
  });

  expect(frame.match(/frozen at 11:58:07/g)).toHaveLength(7);
});

test('the pane in focus has a heavier border and a mark, whatever the colours', () => {
  const unicode = renderFrame(SCENES.complete, NARROW, { view: { focus: 'artists' } });
  const ascii = renderFrame(SCENES.complete, NARROW, { view: { focus: 'artists' }, ascii: true });

  expect(unicode).toContain('┏━▸5 Artists by field ━');
  expect(unicode.match(/┏/g)).toHaveLength(1);
  expect(ascii).toContain('#=>5 Artists by field =');
});

test('a filter stands in the title of its list, with how much it leaves', () => {
  const filter = {
    pipeline: '',
    producer: '',
    consumer: '',
    genres: 'folk',
    artists: '',
    features: '',
    events: '',
  };

  const frame = renderFrame(SCENES.complete, WIDE, { view: { filter } });

  expect(frame).toMatch(/4 Genres "folk" ─+ \d+ of 114 /);
  expect(rowsWith(frame, 'alpine-folk')).toHaveLength(1);
  expect(rowsWith(frame, 'ambient')).toHaveLength(0);
});

test('a zoomed list goes on where it is scrolled to', () => {
  const scroll = {
    pipeline: 0,
    producer: 0,
    consumer: 0,
    genres: 30,
    artists: 0,
    features: 0,
    events: 0,
  };

  const frame = renderFrame(SCENES.complete, NARROW, {
    view: { focus: 'genres', isZoomed: true, scroll },
  });

  expect(frame).toContain(' 31-49 of 114 ');
  expect(frame.split('\n')[2]).toMatch(/^┃ 31 /);
});

test('zoomed audio features tell their quantiles', () => {
  const frame = renderFrame(
    SCENES.complete,
    { columns: 120, rows: 30 },
    { view: { focus: 'features', isZoomed: true } },
  );

  expect(rowsWith(frame, 'p50')[0]).toMatch(/mean spread p05 p25 p50 p75 p95 range histogram$/);
  expect(rowsWith(frame, 'tempo BPM')[0]).toMatch(
    /^tempo BPM \d+\.\d ±\d+\.\d( \d+\.\d){5} \d+ to \d+ /,
  );
});

test('one pane on a small screen is named among the tabs', () => {
  const frame = renderFrame(
    SCENES.complete,
    { columns: 60, rows: 14 },
    { view: { focus: 'features' } },
  );

  expect(frame.split('\n')[0]).toBe(' 1  2  3  4  5 ▸6 Audio features  7');
});

test('a tiny screen shows the pane in focus without anything around it', () => {
  const frame = renderFrame(
    SCENES.ingesting,
    { columns: 24, rows: 5 },
    { view: { focus: 'consumer' } },
  );

  expect(frame.split('\n').slice(0, 3)).toEqual([
    '3 Consumer',
    'consuming   9,600/s ▅▆▇█',
    'counted 5,400  lag 600',
  ]);
});
