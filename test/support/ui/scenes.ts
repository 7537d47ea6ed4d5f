import type { IngestTotals } from '../../../src/domain/ledger.ts';
import type { MirrorView } from '../../../src/engine/mirror-view.ts';
import type { ConsoleEvent, Failure } from '../../../src/state/events.ts';
import { type ConsoleState, initialState, reduce } from '../../../src/state/store.ts';
import { countedTracks } from './counted-tracks.ts';

/** Noon, UTC: every scene is seen from this moment. */
export const NOW = Date.UTC(2026, 10, 24, 12, 0, 0);

const SHA256 = 'b202fa49909b2d5cef71a04b1d21243cfeb36414535f2ca9272aa646721177bd';
const TAG = SHA256.slice(0, 16);
const BYTES = 20_118_244;
const ROWS = 114_000;

const BROKER_AWAY: Failure = {
  code: 'BROKER_UNREACHABLE',
  message: 'Cannot reach broker localhost:9092 (connection refused)',
  hint: 'Start it, or unset KAFKA_BOOTSTRAP_SERVERS to use the embedded log.',
};

const opened: Extract<ConsoleEvent, { type: 'pipeline/opened' }> = {
  type: 'pipeline/opened',
  broker: 'embedded',
  address: '/var/lib/trackdeck/log.db',
  topic: 'spotify-tracks',
  group: 'spotify-analytics-group',
  outputDir: './output',
  at: NOW - 185_000,
};

function started(at: number): Extract<ConsoleEvent, { type: 'ingest/started' }> {
  return {
    type: 'ingest/started',
    source: 'dataset.csv.gz',
    isDemo: false,
    datasetSha256: SHA256,
    sourceBytes: BYTES,
    batchSize: 1000,
    totals: { rowsRead: 0, acknowledged: 0, incomplete: 0, rejected: 0, failed: 0 },
    byte: 0,
    at,
  };
}

function totalsOf(rows: number): IngestTotals {
  return { rowsRead: rows, acknowledged: rows - 2, incomplete: 1, rejected: 2, failed: 0 };
}

function committed(rows: number, at: number): ConsoleEvent {
  const totals = totalsOf(rows);
  const byte = Math.round((BYTES * rows) / ROWS);
  return { type: 'ingest/committed', totals, byte, batches: Math.ceil(rows / 1000), at };
}

const rejectedRows: ConsoleEvent = {
  type: 'ingest/rows-rejected',
  reasons: { 'number-out-of-range': 1, 'missing-value': 1 },
  newest: [
    { reason: 'missing-value', column: 'track_genre', value: '', line: 1_207 },
    { reason: 'number-out-of-range', column: 'popularity', value: '101', line: 5_213 },
  ],
  at: NOW - 4_000,
};

function rates(acknowledged: number, counted: number): readonly ConsoleEvent[] {
  return Array.from({ length: 60 }, (_, second) => {
    const swing = 0.75 + 0.25 * Math.sin(second / 4);
    return {
      type: 'metrics/sampled',
      acknowledgedPerSecond: Math.round(acknowledged * (second === 59 ? 1 : swing)),
      sourceBytesPerSecond: Math.round((acknowledged * BYTES) / ROWS),
      countedPerSecond: Math.round(
        counted * (second === 59 ? 1 : 0.6 + 0.4 * Math.cos(second / 5)),
      ),
      at: NOW - (60 - second) * 1_000,
    };
  });
}

const assigned: readonly ConsoleEvent[] = [
  { type: 'consumer/joining', at: NOW - 184_000 },
  {
    type: 'consumer/partitions-assigned',
    partitions: [0, 1, 2].map((partition) => ({ partition, nextOffset: 0, logEndOffset: 0 })),
    generation: 1,
    at: NOW - 183_000,
  },
];

const SHARES = [0.34, 0.329, 0.331] as const;

/** The group has counted `counted` of `published` records, spread over three partitions. */
function consumed(counted: number, published: number): readonly ConsoleEvent[] {
  const partitions = SHARES.map((share, partition) => ({
    partition,
    nextOffset: Math.round(counted * share),
    logEndOffset: Math.round(published * share),
  }));
  return [
    ...partitions.map(
      (reading): ConsoleEvent => ({
        type: 'consumer/batch-counted',
        reading,
        records: reading.nextOffset,
        newestRecordAt: NOW - 1_000,
        at: NOW - 200,
      }),
    ),
    {
      type: 'topic/described',
      partitions: partitions.map(({ partition, nextOffset, logEndOffset }) => ({
        partition,
        logStartOffset: 0,
        logEndOffset,
        committedOffset: Math.max(0, nextOffset - 250),
        owner: 'trackdeck-deck-1-4711',
      })),
      members: 1,
      at: NOW - 1_000,
    },
    {
      type: 'analytics/counted',
      view: countedTracks(counted, { tag: TAG }),
      countedNow: counted,
      at: NOW - 300,
    },
    { type: 'consumer/saved', at: NOW - 1_000 },
  ];
}

function saved(records: number, at: number): ConsoleEvent {
  return {
    type: 'exports/saved',
    records,
    datasets: { [TAG]: records },
    isDemo: false,
    directory: './output',
    at,
  };
}

const snapshot: ConsoleEvent = {
  type: 'exports/snapshot-written',
  directory: '/srv/trackdeck/output/snapshots/20261124T115900Z',
  bytes: 12_345_678,
  at: NOW - 60_000,
};

function notice(level: 'info' | 'warning' | 'error', text: string, at: number): ConsoleEvent {
  return { type: 'notice/raised', level, text, at };
}

/** The state after these events. */
function stateAfter(...events: readonly ConsoleEvent[]): ConsoleState {
  return events.reduce(reduce, initialState);
}

/** What a screen with a live link to an engine sees of a state. */
function liveView(state: ConsoleState): MirrorView {
  return {
    link: { name: 'live', since: NOW - 180_000 },
    mayStart: true,
    engine: {
      id: 'f3a1',
      pid: 4711,
      host: 'deck-1',
      version: '0.1.0',
      command: 'engine',
      startedAt: NOW - 185_000,
      commands: [],
      settings: {},
    },
    state,
  };
}

const halfway: readonly ConsoleEvent[] = [
  opened,
  ...assigned,
  started(NOW - 8_000),
  ...rates(10_240, 9_600),
  ...consumed(5_400, 6_000),
  rejectedRows,
  committed(6_002, NOW - 300),
  { type: 'ingest/batch-sent', rows: 1000, at: NOW - 100 },
  saved(4_800, NOW - 12_000),
  notice('warning', 'The rejects file has 2 rows; see ./output/rejects.csv', NOW - 4_000),
];

/** The broker is away since half a minute. */
const away: ConsoleEvent = {
  type: 'topic/unreachable',
  failure: BROKER_AWAY,
  since: NOW - 30_000,
  retryAt: NOW + 3_000,
  at: NOW - 30_000,
};

/** One attempt failed, and the next one is under way. */
const retried: ConsoleEvent = {
  type: 'ingest/retrying',
  failure: BROKER_AWAY,
  attempt: 1,
  delayMs: 500,
  at: NOW - 20_000,
};

const fetching: readonly ConsoleEvent[] = [
  opened,
  ...assigned,
  { type: 'ingest/preparing', at: NOW - 9_000 },
  { type: 'download/started', source: 'Hugging Face', at: NOW - 8_000 },
  {
    type: 'download/progressed',
    source: 'Hugging Face',
    receivedBytes: 8_047_298,
    totalBytes: BYTES,
    bytesPerSecond: 1_006_000,
    at: NOW - 100,
  },
];

const pauses: readonly ConsoleEvent[] = [
  { type: 'consumer/paused', at: NOW - 42_000 },
  { type: 'ingest/paused', at: NOW - 130_000 },
];

/** The engine is gone since 75 seconds. */
function lostView(state: ConsoleState): MirrorView {
  return { ...liveView(state), link: { name: 'lost', since: NOW - 75_000, failure: BROKER_AWAY } };
}

/** It says nothing since then, and may go on. */
function silentView(state: ConsoleState): MirrorView {
  return { ...liveView(state), link: { name: 'silent', since: NOW - 75_000 } };
}

const finished: readonly ConsoleEvent[] = [
  opened,
  ...assigned,
  started(NOW - 100_000),
  ...consumed(6_000, 6_000),
  rejectedRows,
  committed(6_002, NOW - 90_000),
  { type: 'ingest/completed', totals: totalsOf(6_002), durationMs: 10_000, at: NOW - 90_000 },
  { type: 'consumer/caught-up', at: NOW - 89_000 },
  saved(6_000, NOW - 70_000),
  snapshot,
];

/** Names as a hostile or careless file may have them. */
const HARD_NAMES = [
  'فيروز القادمة',
  '한국 인디 \u1112\u1161\u11ab',
  '月海光'.repeat(12),
  'Z\u0338\u0321\u031b\u0316a\u0301l\u0489go',
  'family 👨\u200d👩\u200d👧\u200d👦 and ❤\ufe0f',
  'red \u001b[31m alert \u009b2J \u202e txt',
  'กำลังใจ नमस्ते',
  'a\u200bb\u00adc\nd\te',
  '🇩🇪 \u1100\u1100\u1161 \ue0b0 \ud800',
] as const;

const hardText: readonly ConsoleEvent[] = [
  {
    ...opened,
    address: `/srv/${HARD_NAMES[2]}/log.db`,
    topic: HARD_NAMES[5],
    group: HARD_NAMES[4],
  },
  ...assigned,
  { ...started(NOW - 8_000), source: HARD_NAMES[3] },
  {
    type: 'analytics/counted',
    view: countedTracks(900, { tag: TAG, genres: HARD_NAMES, artists: HARD_NAMES }),
    countedNow: 900,
    at: NOW,
  },
  committed(900, NOW),
  {
    type: 'ingest/rows-rejected',
    reasons: { 'invalid-utf8': 9 },
    newest: HARD_NAMES.map((value, index) => ({
      reason: 'invalid-utf8',
      column: 'artists',
      value,
      line: index + 2,
    })),
    at: NOW,
  },
  ...HARD_NAMES.map((name) => notice('warning', `${name} is hard to show: ${name}`, NOW)),
];

/** The broker is away since the engine was started; an earlier one has left what it counted. */
const awayFromStart: readonly ConsoleEvent[] = [
  { type: 'consumer/paused', at: NOW - 180_000 },
  {
    type: 'topic/unreachable',
    failure: BROKER_AWAY,
    since: NOW - 30_000,
    retryAt: NOW + 3_000,
    at: NOW - 30_000,
  },
  {
    type: 'analytics/recalled',
    view: countedTracks(5_400, { tag: TAG }),
    countedUntil: NOW - 3 * 3_600_000,
    exports: {
      records: 5_400,
      datasets: { [TAG]: 5_400 },
      isDemo: true,
      directory: './output',
      savedAt: NOW - 3 * 3_600_000,
    },
    at: NOW - 29_000,
  },
];

/** What an operator may find, each as seen at `NOW`. */
export const SCENES = {
  connecting: { ...liveView(initialState), engine: null, link: { name: 'connecting', since: NOW } },
  firstRun: liveView(
    stateAfter(
      opened,
      ...assigned,
      { type: 'consumer/caught-up', at: NOW - 182_000 },
      { type: 'ingest/none-observed', at: NOW - 182_000 },
      {
        type: 'dataset/located',
        place: {
          kind: 'download',
          from: ['Kaggle: https://kaggle.example/t.zip', 'Hugging Face: https://hf.example/t.csv'],
        },
        at: NOW - 182_000,
      },
    ),
  ),
  awayFromStart: liveView(stateAfter(...awayFromStart)),
  awayFromFirstStart: liveView(stateAfter(...awayFromStart.slice(0, 2))),
  joining: liveView(stateAfter(opened, { type: 'consumer/joining', at: NOW - 2_000 })),
  downloading: liveView(stateAfter(...fetching)),
  ingesting: liveView(stateAfter(...halfway)),
  fallingBehind: liveView(stateAfter(...halfway, ...rates(10_240, 480))),
  paused: liveView(stateAfter(...halfway, ...pauses)),
  retrying: liveView(
    stateAfter(
      ...halfway,
      {
        type: 'ingest/retrying',
        failure: BROKER_AWAY,
        attempt: 3,
        delayMs: 4_000,
        at: NOW - 1_000,
      },
      away,
    ),
  ),
  /** The broker has fallen silent, and nothing has failed for it yet. */
  waitingForBroker: liveView(stateAfter(...halfway, ...rates(0, 0), away)),
  brokerBack: liveView(
    stateAfter(...halfway, ...rates(0, 0), away, retried, ...consumed(5_400, 6_000)),
  ),
  elsewhere: liveView(
    stateAfter(opened, ...assigned, ...consumed(5_400, 6_000), {
      type: 'ingest/observed',
      datasetSha256: SHA256,
      isDemo: true,
      totals: { rowsRead: 6_002, acknowledged: 6_000, incomplete: 1, rejected: 2, failed: 0 },
      byte: 1_059_000,
      isComplete: false,
      updatedAt: NOW - 500,
      isMoving: true,
      at: NOW - 15_000,
    }),
  ),
  complete: liveView(stateAfter(...finished)),
  gap: liveView(
    stateAfter(...finished, ...consumed(5_900, 5_900), {
      type: 'consumer/caught-up',
      at: NOW - 60_000,
    }),
  ),
  hardText: liveView(stateAfter(...hardText)),
  lost: lostView(stateAfter(...halfway)),
  lostWhilePaused: lostView(
    stateAfter(
      ...halfway,
      { type: 'ingest/rate-limited', rowsPerSecond: 2_500, at: NOW - 200_000 },
      ...pauses,
    ),
  ),
  lostWhileDownloading: lostView(stateAfter(...fetching)),
  silent: silentView(stateAfter(...halfway)),
} as const satisfies Record<string, MirrorView>;
