import { expect, test } from 'vitest';
import type { DatasetPlace } from '../../src/state/events.ts';
import { initialState, reduce } from '../../src/state/store.ts';
import { initialView } from '../../src/ui/view/view-reducer.ts';
import type { ViewState } from '../../src/ui/view/view-state.ts';
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
  expect(rowsWith(frame, 'a download')).toEqual(['source a download, kept for later']);
  expect(rowsWith(frame, 'https')).toEqual([
    'from Kaggle: https://kaggle.example/t.zip',
    'or Hugging Face: https://hf.example/t.csv',
  ]);
  expect(rowsWith(frame, 'else')).toEqual(['else generated DEMO DATA']);
  expect(rowsWith(frame, 'books')).toEqual(['books empty, no row read yet']);
});

test.each<[string, DatasetPlace, readonly string[]]>([
  [
    'the file given',
    { kind: 'file', path: '/srv/data/of/the/public/tracks/2026/dataset.csv.gz', bytes: 8_600_000 },
    ['source …/the/public/tracks/2026/dataset.csv.gz', 'size 8.6 MB, the file that was given'],
  ],
  [
    'the copy of a download',
    { kind: 'cache', path: '/home/op/tracks.zip', bytes: 8_200_000 },
    ['source /home/op/tracks.zip', 'size 8.2 MB, downloaded before'],
  ],
  [
    'generated tracks',
    { kind: 'demo', rows: 114_000 },
    ['source DEMO DATA, generated', 'rows 114,000'],
  ],
])('the first run names %s', (_, place, rows) => {
  const located = { type: 'dataset/located', place, at: NOW } as const;
  const state = reduce(SCENES.firstRun.state, located);

  const frame = renderFrame({ ...SCENES.firstRun, state }, WIDE);

  expect(rowsWith(frame, 'source').slice(-1)).toEqual(rows.slice(0, 1));
  expect(rowsWith(frame, rows[1]?.split(' ')[0] ?? '').slice(-1)).toEqual(rows.slice(1));
});

test('with the broker away from the start, what is known is told with its age and the rest as not known', () => {
  const frame = renderFrame(SCENES.awayFromStart, WIDE);

  expect(rowsWith(frame, 'books')).toEqual(['books unknown, the ledger is not read yet']);
  expect(rowsWith(frame, 'exports').slice(0, 1)).toEqual(['exports 5,400 tracks 3 h 00 m ago']);
  expect(rowsWith(frame, 'counted')[0]).toMatch(/^counted 5,400\? 3 h 00 m lag –$/);
  expect(rowsWith(frame, 'not known yet')).toHaveLength(1);
  expect(frame.match(/\? 3 h 00 m old/g)).toHaveLength(3);
  expect(frame).not.toMatch(/records wait|starts it|not started|empty|no track/);
});

test('with the broker away from the first start, nothing is told as none', () => {
  const frame = renderFrame(SCENES.awayFromFirstStart, WIDE);

  expect(rowsWith(frame, 'not known yet')).toHaveLength(3);
  expect(frame).not.toMatch(/records wait|starts it|not started|empty|no track/);
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
  expect(rowsWith(frame, 'books')).toEqual(['books catching up, 600 to count']);
});

test('the consumer shows its lag by partition and that it grows', () => {
  const frame = renderFrame(SCENES.fallingBehind, WIDE);

  expect(rowsWith(frame, 'to drain')).toEqual(['newest record 1 s to drain never, +9,760/s']);
  expect(rowsWith(frame, 'committed')).toEqual(['part position log end committed lag held by']);
  expect(rowsWith(frame, 'p2 1')[0]).toBe('p2 1,787 1,986 1,537 199 ███████▊ this');
  expect(rowsWith(frame, 'slowest')).toEqual(['slowest consumer, it falls behind']);
});

test('a lag of less than a second is no falling behind', () => {
  const frame = renderFrame(SCENES.ingesting, WIDE);

  expect(rowsWith(frame, 'to drain')).toEqual(['newest record 1 s to drain steady']);
  expect(rowsWith(frame, 'slowest')).toEqual(['slowest producer, the rest keeps up']);
});

test('a lag drains no more while the consumption is paused', () => {
  const frame = renderFrame(SCENES.paused, WIDE);

  expect(rowsWith(frame, 'to drain')).toEqual(['newest record 1 s to drain paused']);
});

test('what waits for the next exports says when those come', () => {
  const { engine, state } = SCENES.complete;
  const saved = { records: 4_800, datasets: {}, isDemo: false, directory: './output' };
  const books = (savedAt: number, size: { columns: number; rows: number }) => {
    const exported = reduce(state, { type: 'exports/saved', ...saved, at: savedAt });
    const settings = { 'stats-interval': '30' };
    const view = { ...SCENES.complete, engine: engine && { ...engine, settings }, state: exported };
    return rowsWith(renderFrame(view, size), 'counted,')[0];
  };

  expect(books(NOW - 12_000, { columns: 200, rows: 48 })).toBe(
    'books all counted, 6,000 to export at 12:00:18',
  );
  expect(books(NOW - 12_000, WIDE)).toBe('books all counted, next export at 12:00:18');
  expect(books(NOW - 30_000, WIDE)).toBe('books all counted, 6,000 to export');
});

test('in the middle of an ingest all is never counted', () => {
  const { producer, exports } = SCENES.complete.state;
  const state = {
    ...SCENES.complete.state,
    producer: { ...producer, status: { name: 'publishing' } as const },
    exports: { ...exports, datasets: {} },
  };

  const frame = renderFrame({ ...SCENES.complete, state }, WIDE);

  expect(rowsWith(frame, 'books')).toEqual(['books catching up']);
});

test('rejected rows are told by reason with the newest of them', () => {
  const frame = renderFrame(SCENES.ingesting, WIDE);

  expect(rowsWith(frame, 'number-out-of-range')).toEqual([
    '1 number-out-of-range',
    'line 5,213 popularity number-out-of-range: "101"',
  ]);
});

test('where not all partitions fit their table says which do, and nothing where all do', () => {
  const scrolled = { focus: 'consumer', scroll: { ...initialView.scroll, consumer: 1 } } as const;

  const frames = [
    renderFrame(SCENES.waitingForBroker, NARROW),
    renderFrame(SCENES.waitingForBroker, NARROW, { view: scrolled }),
    renderFrame(SCENES.ingesting, NARROW),
  ];

  expect(frames.map((frame) => /log end +lag *([^│┃]*[│┃]\n)/.exec(frame)?.[1]?.trim())).toEqual([
    expect.stringMatching(/^2 of 3 /),
    expect.stringMatching(/^2-3 of 3 /),
    expect.stringMatching(/^[│┃]$/),
  ]);
});

test('where no partition has a row, none is spent on a header', () => {
  const size = { columns: 40, rows: 9 };
  const expired = { partition: 0, from: 0, to: 9, at: NOW };
  const state = reduce(SCENES.waitingForBroker.state, {
    type: 'consumer/records-expired',
    ...expired,
  });
  const view = { ...SCENES.waitingForBroker, state };

  const frame = renderFrame(view, size, { view: { focus: 'consumer' } });

  expect(frame).not.toContain('position');
  expect(frame.split('\n')[7]).toMatch(/^┃ this run /);
});

test('where there is no room for bars the place stands over the partitions', () => {
  const frame = renderFrame(
    SCENES.waitingForBroker,
    { columns: 36, rows: 9 },
    { view: { focus: 'consumer', isZoomed: true } },
  );

  expect(rowsWith(frame, 'of 3')).toEqual(['2 of 3 position log end lag']);
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

test.each([
  [{ columns: 80, rows: 24 }, 'since 11:59:18, 42 s; p resumes it'],
  [{ columns: 100, rows: 30 }, 'since 11:59:18, 42 s; 600 wait; p resumes it'],
])('while it is paused a small pane at $0 keeps its partitions', (size, hint) => {
  const frame = renderFrame(SCENES.paused, size);

  expect(rowsWith(frame, ' p resumes')).toEqual([hint]);
  expect(frame).toMatch(/ p0 .*\n.* p1 .*\n.* p2 /);
  expect(frame).not.toContain(' of 3 ');
});

test('of rejected rows that are not all shown it is said how many there are and where', () => {
  const { producer } = SCENES.ingesting.state;
  const many = { ...producer, rejectReasons: { 'missing-value': 92 } };
  const frames = [producer, many].map((producer) =>
    renderFrame({ ...SCENES.ingesting, state: { ...SCENES.ingesting.state, producer } }, WIDE, {
      view: { focus: 'events', isZoomed: true },
    }),
  );

  expect(frames.map((frame) => /the newest of .*csv/.exec(frame)?.[0])).toEqual([
    undefined,
    'the newest of 92; all are in rejects.csv',
  ]);
});

test('what took less than a second did not take none', () => {
  const { producer } = SCENES.complete.state;
  const quick = { ...producer, startedAt: NOW - 400, endedAt: NOW };
  const view = { ...SCENES.complete, state: { ...SCENES.complete.state, producer: quick } };

  expect(rowsWith(renderFrame(view, WIDE), 'records in')).toEqual(['6,000 records in under 1 s']);
  expect(renderFrame(SCENES.complete, { columns: 21, rows: 5 })).toContain('6,000 records in 10 s');
  expect(renderFrame(SCENES.complete, { columns: 20, rows: 5 })).toMatch(/^6,000 records$/m);
});

test('a retry says when, after which failure, and that what the broker tells is old', () => {
  const frame = renderFrame(SCENES.retrying, WIDE);

  expect(rowsWith(frame, 'retrying in')[0]).toMatch(/^retrying in 3 s /);
  expect(rowsWith(frame, 'failing since')).toEqual([
    'attempt 4, failing since 11:59:59, 1 s: Cannot',
  ]);
  expect(rowsWith(frame, 'no answer')).toEqual([
    'no answer from the broker for 30 s, next try in 3 s',
  ]);
  expect(rowsWith(frame, '? 30 s').map((row) => row.split(' ')[0])).toEqual([
    'counted',
    'members',
    'p0',
    'p1',
    'p2',
  ]);
});

test('while the broker is away nothing is told as going on, nor what is old as new', () => {
  const frame = renderFrame(SCENES.waitingForBroker, WIDE);

  expect(frame.match(/waiting for the broker/g)).toHaveLength(3);
  expect(frame).not.toMatch(/publishing|consuming|caught up|catching up/);
  expect(rowsWith(frame, 'books')).toEqual(['books waiting for the broker, 600 to count']);
  expect(rowsWith(frame, 'since 11:59:30')).toEqual(['since 11:59:30, 30 s']);
  expect(rowsWith(frame, 'to drain')).toEqual(['newest record 1 s to drain –']);
  expect(rowsWith(frame, 'away')).toEqual(['away 600? away 4,800']);
  expect(
    rowsWith(renderFrame(SCENES.waitingForBroker, { columns: 200, rows: 48 }), 'away'),
  ).toEqual(['away 204? 197? 199? away 4,800']);
});

test('once the broker is back the attempts that failed without it say so', () => {
  const { state } = SCENES.brokerBack;
  const failure = { code: 'BROKER_UNREACHABLE', message: 'Cannot reach it', hint: null } as const;
  const failed = { type: 'consumer/retrying', failure, attempt: 1, delayMs: 0 } as const;
  const before = reduce(state, { ...failed, at: NOW - 30_000 });
  const after = reduce(state, { ...failed, at: NOW });
  const frames = [state, before, after].map((state) =>
    renderFrame({ ...SCENES.brokerBack, state }, WIDE),
  );

  const told = frames.map((frame) => [
    ...rowsWith(frame, 'the broker is back'),
    ...rowsWith(frame, 'slowest'),
  ]);

  const producer = 'the broker is back; attempt 2 is under way';
  const consumer = 'the broker is back; the next attempt is under way';
  expect(told).toEqual([
    [producer, 'slowest broker, it is back, attempt under way'],
    [consumer, producer, 'slowest broker, it is back, attempt under way'],
    [producer, 'slowest broker, it does not answer'],
  ]);
});

test('what the broker refuses to tell is denied, not missing', () => {
  const failure = {
    code: 'BROKER_REFUSED',
    message: 'Not allowed to describe it',
    hint: null,
  } as const;
  const refused = {
    type: 'topic/unreachable',
    failure,
    since: NOW,
    retryAt: NOW + 5_000,
    at: NOW,
  } as const;
  const state = reduce(SCENES.ingesting.state, refused);

  const frame = renderFrame({ ...SCENES.ingesting, state }, WIDE);

  expect(rowsWith(frame, 'refused')).toEqual(['refused by the broker for 0 s, next try in 5 s']);
  expect(rowsWith(frame, '⊘')).toEqual([
    'members ⊘ generation 1',
    'p0 1,836 2,040 ⊘ 204 ████████ this',
    'p1 1,777 1,974 ⊘ 197 ███████▊ this',
    'p2 1,787 1,986 ⊘ 199 ███████▊ this',
  ]);
});

test('demo data are named as such once, with what they are generated from', () => {
  const { producer } = SCENES.ingesting.state;
  const name = 'DEMO DATA: 500 generated rows, seed 7';
  const source = producer.source && { ...producer.source, isDemo: true, name };
  const state = { ...SCENES.ingesting.state, producer: { ...producer, source } };

  const frame = renderFrame({ ...SCENES.ingesting, state }, { columns: 200, rows: 48 });

  expect(rowsWith(frame, 'source')).toEqual([
    'source DEMO DATA 500 generated rows, seed 7 b202fa49909b',
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

test('when the engine is silent the old figures stay too, and nothing starts another', () => {
  const frame = renderFrame(SCENES.silent, WIDE);

  expect(rowsWith(frame, 'ENGINE SILENT')).toEqual([
    'ENGINE SILENT since 11:58:45, 1 m; waited for',
  ]);
  expect(rowsWith(frame, 'silent after')).toHaveLength(1);
  expect(rowsWith(frame, 'acknowledged')).toEqual(['rows read 7,002 acknowledged 6,000']);
  expect(frame.match(/\? 1 m old/g)).toHaveLength(7);
});

test('the road of a track has both its rows or none', () => {
  const low = { type: 'disk/sampled', path: '/o', freeBytes: 120_000_000, at: NOW } as const;
  const state = reduce(SCENES.ingesting.state, low);
  const view = { focus: 'pipeline' } as const;

  const sizes = [5, 7, 9, 14, 26, 30, 38, 48].map((rows) => {
    return { columns: rows < 26 ? 60 : 120, rows };
  });
  const roads = sizes.map((size) => {
    const frame = renderFrame({ ...SCENES.ingesting, state }, size, { view });
    return [/producer {2}→ /, /10,240\/s +(600|204 +197 +199) +9,600/].filter((row) =>
      row.test(frame),
    ).length;
  });

  expect(new Set(roads)).toEqual(new Set([0, 2]));
});

test.each([120, 160, 200])(
  'the road stands still at %d columns while its figures grow',
  (columns) => {
    const roads = [1, 40].map((times) => {
      const { exports, metrics, topic } = SCENES.ingesting.state;
      const partitions = topic?.partitions.map((fact) => {
        return { ...fact, logEndOffset: fact.logEndOffset + 900 * (times - 1) };
      });
      const state = {
        ...SCENES.ingesting.state,
        exports: { ...exports, records: exports.records / times },
        metrics: { ...metrics, acknowledgedPerSecond: 2_400 * times },
        topic: topic && { ...topic, partitions: partitions ?? [] },
      };
      const frame = renderFrame({ ...SCENES.ingesting, state }, { columns, rows: 48 });
      return frame.split('\n').find((line) => line.includes('producer  →'));
    });

    expect(roads[0]).toContain('consumer');
    expect(roads[1]?.split('│')[1]).toBe(roads[0]?.split('│')[1]);
  },
);

test('an engine that took its leave is told as stopped', () => {
  const ended = { type: 'engine/ended', failure: null, at: NOW - 75_000 } as const;
  const state = reduce(SCENES.lost.state, ended);

  const frame = renderFrame({ ...SCENES.lost, state }, WIDE);

  expect(rowsWith(frame, 'ENGINE')).toEqual(['ENGINE STOPPED since 11:58:45, 1 m; S starts it']);
});

test.each(['lost', 'lostWhilePaused', 'lostWhileDownloading', 'silent'] as const)(
  'nothing is told as going on once the engine does not answer: %s',
  (scene) => {
    const frame = renderFrame(SCENES[scene], WIDE);
    const status = rowsWith(frame, 'was ').map((row) => row.replace(/ [▁-█]+$/, ''));

    expect(status).not.toEqual([]);
    expect(frame).not.toMatch(/\d\/s|B\/s| left |to drain|catching up|slowest| resumes | up \d/);
    expect(frame).not.toMatch(/[IpP{}] (starts|change|resumes)/);
  },
);

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
    hdfs: '',
    spark: '',
  };

  const frame = renderFrame(SCENES.complete, WIDE, { view: { filter } });

  expect(frame).toMatch(/4 Genres by tracks "folk" ─+ \d+ of 114 /);
  expect(rowsWith(frame, 'alpine-folk')).toHaveLength(1);
  expect(rowsWith(frame, 'ambient')).toHaveLength(0);
});

test('a filter of a list that is the top of a longer one says so', () => {
  const filter = { ...initialView.filter, artists: 'nobody' };

  const frame = renderFrame(SCENES.complete, WIDE, { view: { filter } });

  expect(frame).toMatch(/5 Artists by field "nobody" ─+ 0 of first 200 /);
  expect(rowsWith(frame, 'no artist')).toEqual(['no artist among the first 200 holds this text']);
});

const MATCHES = {
  total: 31_437,
  matches: 2,
  best: [
    { rank: 12, name: 'Bob Dub', count: 48, meanPopularity: 55.5 },
    { rank: 21_004, name: 'red \u001b[31mbob', count: 1, meanPopularity: 3 },
  ],
};

const LISTED = Array.from({ length: 200 }, (_, index) => ({
  rank: 3 * index + 1,
  name: `Bob ${index}`,
  count: 900 - index,
  meanPopularity: 50,
}));

function filteredArtists(
  text: string,
  artistSearch: ViewState['artistSearch'],
  scene: keyof typeof SCENES = 'complete',
  further: Partial<ViewState> = {},
): string {
  const filter = { ...initialView.filter, artists: text };
  return renderFrame(SCENES[scene], WIDE, { view: { filter, artistSearch, ...further } });
}

const ANSWERED = {
  status: 'answered',
  answer: { kind: 'field', text: 'bob', matches: MATCHES },
} as const;

test('what the engine has found among all artists is shown with its ranks and their number', () => {
  const frame = filteredArtists('bob', ANSWERED);

  expect(frame).toMatch(/5 Artists by field "bob" ─+ 2 of 31,437 match /);
  expect(rowsWith(frame, 'Bob Dub')[0]).toMatch(/^12 +Bob Dub .* 48 +55\.5$/);
  expect(rowsWith(frame, '21,004')[0]).toMatch(/^21,004 +red ·\[31mbob .* 1 +3\.0$/);
});

test('of more matches than are listed it is said how many are, where there is room', () => {
  const best = LISTED;
  const answer = {
    kind: 'field',
    text: 'b',
    matches: { total: 31_437, matches: 5_000, best },
  } as const;

  const narrow = filteredArtists('b', { status: 'answered', answer });
  const zoomed = filteredArtists('b', { status: 'answered', answer }, 'complete', {
    focus: 'artists',
    isZoomed: true,
  });

  expect(narrow).toMatch(/5 Artists by field "b" ─+ 5,000 of 31,437 match /);
  expect(zoomed).toMatch(/5 Artists by field "b" ━+ 5,000 of 31,437 match, first 200 /);
});

test.each([
  ['zzt', { status: 'answered', matches: 1, total: 29_859 }, '5 "zzt" ━ 1 of 29,859'],
  ['zzt', { status: 'answered', matches: 9_449, total: 29_859 }, '5 "zzt" ━ 9,449 match'],
  ['electronic', { status: 'answered', matches: 1, total: 29_859 }, '5 "electro… ━ 1 match'],
  ['zzt', { status: 'asked' }, '5 "zzt" ━━━ searching'],
  ['electronic', { status: 'asked' }, '5 "elect… ━ searching'],
  ['zzt', { status: 'unanswered' }, '5 "zzt" ━━━ no answer'],
  ['zzt', { status: 'idle' }, '5 "zzt" ━━━━ 0 of 200'],
] as const)('on a small screen too %s tells how it stands: %j', (text, found, title) => {
  const answer =
    'matches' in found ? ({ kind: 'name', text, matches: { ...found, best: [] } } as const) : null;
  const filter = { ...initialView.filter, artists: text };

  const frame = renderFrame(SCENES.complete, NARROW, {
    view: {
      focus: 'artists',
      artistKind: 'name',
      filter,
      artistSearch: { status: found.status, answer },
    },
  });

  expect(frame).toContain(`┏━▸${title} ┓`);
});

test('one match is told as one', () => {
  const matches = { total: 29_859, matches: 1, best: MATCHES.best.slice(0, 1) };

  const frame = filteredArtists('zzt', {
    status: 'answered',
    answer: { kind: 'field', text: 'zzt', matches },
  });

  expect(frame).toMatch(/5 Artists by field "zzt" ─+ 1 of 29,859 matches /);
});

test('none among all artists is another thing than none among the first ones', () => {
  const matches = { total: 31_437, matches: 0, best: [] };

  const frame = filteredArtists('nobody', {
    status: 'answered',
    answer: { kind: 'field', text: 'nobody', matches },
  });

  expect(rowsWith(frame, 'none of all')).toEqual(['none of all 31,437 artists holds this text']);
});

test.each([
  ['asked', / of first 200, searching /, 'searching all'],
  ['unanswered', /0 of first 200, no answer /, 'no artist among the first 200 holds this text'],
] as const)('a question that is %s leaves what is known, and says so', (status, note, empty) => {
  const frame = filteredArtists('nobody', { status, answer: null });

  expect(frame).toMatch(note);
  expect(rowsWith(frame, empty)).toHaveLength(1);
});

test('an answer to another text, or of the other kind, is not shown', () => {
  const other = filteredArtists('bo', ANSWERED);
  const kind = filteredArtists('bob', ANSWERED, 'complete', { artistKind: 'name' });

  expect([other, kind].map((frame) => frame.includes('Bob Dub'))).toEqual([false, false]);
  expect(other).toMatch(/of first 200, searching/);
});

test('a frozen screen says beside that how much it has found, or among which', () => {
  const frozenSince = NOW - 5_000;
  const idle = { ...ANSWERED, status: 'idle' } as const;

  const found = filteredArtists('bob', idle, 'complete', { frozenSince });
  const local = filteredArtists('nobody', idle, 'complete', { frozenSince });

  expect(found).toMatch(/"bob" ─+ frozen · 2 of 31,437 /);
  expect(local).toMatch(/"nobody" ─+ frozen · 0 of first 200 /);
});

test('of an engine that is gone what was found stays, with its age', () => {
  const frame = filteredArtists('bob', { ...ANSWERED, status: 'idle' }, 'lost');

  expect(frame).toMatch(/"bob" ─+ \? .* old · 2 of 31,437 /);
  expect(rowsWith(frame, 'Bob Dub')).toHaveLength(1);
});

test('rows that were scrolled to and are no more leave those that there are', () => {
  const scroll = { ...initialView.scroll, artists: 150 };

  const frame = filteredArtists('bob', ANSWERED, 'complete', { scroll });

  expect(rowsWith(frame, 'Bob Dub')).toHaveLength(1);
});

test('a filter that hides all events says so, where the events have a pane and where a line', () => {
  const filter = { ...initialView.filter, events: 'no such thing' };

  const [wide, narrow] = [WIDE, NARROW].map((size) =>
    renderFrame(SCENES.complete, size, { view: { filter } }),
  );

  expect(rowsWith(wide ?? '', 'hidden')).toEqual(['filter: no such thing, 3 hidden']);
  expect(wide).toMatch(/7 Events "no such thing" ─+ 0 of 3 /);
  expect(narrow?.split('\n').at(-1)).toMatch(/^ 2 rejected {2}filter: no such thing, 3 hidden$/);
});

test('the line of events shows the newest that the filter leaves, and how many it hides', () => {
  const filter = { ...initialView.filter, events: 'STARTED' };

  const frame = renderFrame(SCENES.complete, { columns: 110, rows: 22 }, { view: { filter } });

  expect(frame.split('\n').at(-1)).toMatch(
    /^ 2 rejected {2}filter: STARTED, 2 hidden {2}\d\d:\d\d:\d\d info {4}ingest of dataset/,
  );
});

test('before the first answer of the broker nothing of it is known, and that is not zero', () => {
  const failure = { code: 'BROKER_UNREACHABLE', message: 'away', hint: null } as const;
  const away = {
    type: 'topic/unreachable',
    failure,
    since: NOW - 9_000,
    retryAt: NOW,
    at: NOW - 9_000,
  } as const;
  const state = reduce(SCENES.connecting.state, away);

  const frame = renderFrame({ ...SCENES.firstRun, state }, WIDE);

  expect(rowsWith(frame, 'members')).toEqual(['members – generation –']);
  expect(rowsWith(frame, 'csv →')).toEqual(['csv → producer → topic → consumer → exports']);
  expect(rowsWith(frame, 'away ')).toEqual(['away – away 0']);
  expect(rowsWith(frame, 'counted')[0]).toBe('counted – lag –');
});

test('before the broker is there the settings say which one and which topic', () => {
  const engine = SCENES.firstRun.engine && {
    ...SCENES.firstRun.engine,
    settings: {
      'bootstrap-servers': 'broker-1:9092',
      topic: 'tracks',
      'consumer-group': 'night-shift',
      'output-dir': './out',
    },
  };

  const frame = renderFrame({ ...SCENES.firstRun, engine, state: initialState }, WIDE);

  expect(rowsWith(frame, 'broker')).toEqual(['broker Kafka broker-1:9092 not open yet']);
  expect(rowsWith(frame, 'topic tracks')).toEqual(['topic tracks']);
  expect(rowsWith(frame, 'group')).toEqual(['group night-shift']);
  expect(rowsWith(frame, 'output')).toEqual(['output ./out']);
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
    hdfs: 0,
    spark: 0,
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

test.each([80, 81, 84, 88, 92, 93, 100])('so they do %i columns wide', (columns) => {
  const view = { focus: 'features', isZoomed: true } as const;

  const frame = renderFrame(SCENES.complete, { columns, rows: 22 }, { view });

  expect(rowsWith(frame, 'p50')[0]).toMatch(/spread p05 p25 p50 p75 p95 range (shape|histogram)$/);
});

test.each([
  ['count', 'tracks', 20],
  ['popularity', 'pop.', 20],
  ['rate', '/s', 20],
  ['rate', '/s', 24],
] as const)('a list by %s shows that however narrow it is', (genreOrder, header, columns) => {
  const view = { focus: 'genres', genreOrder } as const;

  const frame = renderFrame(SCENES.complete, { columns, rows: 8 }, { view });

  expect(frame.split('\n')[1]).toContain(header);
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
