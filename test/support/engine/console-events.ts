import fc from 'fast-check';
import { NO_ROWS } from '../../../src/domain/ledger.ts';
import type { ConsoleEvent } from '../../../src/state/events.ts';
import { hdfsStatusOf } from '../hdfs/hdfs-status-of.ts';
import { runPlanOf, runResultOf, sparkStatusOf } from '../spark/spark-runs.ts';
import { countedTracks } from '../ui/counted-tracks.ts';

type EventOf<Type extends ConsoleEvent['type']> = Extract<ConsoleEvent, { readonly type: Type }>;

/** What an event of a type has beside its type and time. */
type FieldsOf<Event> = {
  readonly [Field in Exclude<keyof Event, 'type' | 'at'>]: fc.Arbitrary<Event[Field]>;
};

const at = fc.integer({ min: 1, max: 1_000_000 });
const count = fc.integer({ min: 0, max: 5_000 });
const partition = fc.integer({ min: 0, max: 3 });
const reading = fc.record({ partition, nextOffset: count, logEndOffset: count });
const totals = fc
  .record({ rowsRead: count, acknowledged: count, rejected: count })
  .map((some) => ({ ...NO_ROWS, ...some }));
const failure = fc.constantFrom(
  { code: 'BROKER_UNREACHABLE', message: 'away', hint: null } as const,
  { code: 'DISK_FULL', message: 'full', hint: 'Free some space.' } as const,
);
const sample = fc.record({
  line: count,
  column: fc.constant('popularity' as const),
  reason: fc.constantFrom('number-out-of-range' as const, 'missing-value' as const),
  value: fc.string({ maxLength: 5 }),
});
const source = fc.constantFrom('mirror', 'other');
const path = fc.constantFrom('one', 'two');
const datasets = fc.dictionary(fc.constantFrom('tag', 'other'), count);
const view = fc.constantFrom(...[3, 40].map((tracks) => countedTracks(tracks, { tag: 'tag' })));
const retried = { failure, attempt: count, delayMs: count };
const exportName = {
  kind: fc.constantFrom('snapshot' as const, 'autosave' as const, 'tracks' as const),
  name: path,
};
const mode = fc.constantFrom('batch' as const, 'streaming' as const);
const comparison = fc.constantFrom(
  { verdict: 'agrees', figures: 9 } as const,
  { verdict: 'impossible', reason: 'partition 2 is not counted here' } as const,
);
const nothing = {};

/** Every type of event there is, with what it may have. */
const FIELDS: { readonly [Type in ConsoleEvent['type']]: FieldsOf<EventOf<Type>> } = {
  'engine/stopping': nothing,
  'engine/watched': { watchers: count },
  'engine/ended': { failure: fc.option(failure) },
  'pipeline/opened': {
    broker: fc.constantFrom('embedded', 'kafka'),
    address: fc.constant('log.db'),
    topic: fc.constantFrom('spotify-tracks', 'other'),
    group: fc.constant('group'),
    outputDir: fc.constant('output'),
  },
  'dataset/located': {
    place: fc.constantFrom(
      { kind: 'file', path: 'tracks.csv', bytes: 12 } as const,
      { kind: 'demo', rows: 5 } as const,
    ),
  },
  'download/started': { source },
  'download/progressed': {
    source,
    receivedBytes: count,
    totalBytes: fc.option(count),
    bytesPerSecond: count,
  },
  'download/retrying': { source, ...retried },
  'download/source-failed': { source, failure },
  'download/completed': { source, path, bytes: count, sha256: fc.constant('ab') },
  'download/replaced-by-demo': nothing,
  'ingest/preparing': nothing,
  'ingest/started': {
    source: fc.constant('tracks.csv'),
    isDemo: fc.boolean(),
    datasetSha256: fc.constant('ab'),
    sourceBytes: count,
    batchSize: count,
    totals,
    byte: count,
  },
  'ingest/batch-sent': { rows: count },
  'ingest/committed': { totals, byte: count, batches: count },
  'ingest/retrying': retried,
  'ingest/rows-rejected': {
    reasons: fc.dictionary(fc.constantFrom('missing-value', 'number-out-of-range'), count),
    newest: fc.array(sample, { maxLength: 25 }),
  },
  'ingest/paused': nothing,
  'ingest/resumed': nothing,
  'ingest/rate-limited': { rowsPerSecond: fc.option(count) },
  'ingest/none-observed': nothing,
  'ingest/observed': {
    datasetSha256: fc.constant('ab'),
    isDemo: fc.boolean(),
    totals,
    byte: count,
    isComplete: fc.boolean(),
    updatedAt: at,
    isMoving: fc.boolean(),
  },
  'ingest/completed': { totals, durationMs: count },
  'ingest/stopped': nothing,
  'ingest/failed': { failure },
  'consumer/joining': nothing,
  'consumer/partitions-assigned': {
    partitions: fc.array(reading, { maxLength: 3 }),
    generation: count,
  },
  'consumer/partitions-revoked': { partitions: fc.array(partition, { maxLength: 3 }) },
  'consumer/batch-counted': { reading, records: count, newestRecordAt: at },
  'consumer/records-expired': { partition, from: fc.constant(3), to: fc.constantFrom(4, 9) },
  'consumer/caught-up': nothing,
  'consumer/retrying': retried,
  'consumer/stalled': { failure },
  'consumer/paused': nothing,
  'consumer/resumed': nothing,
  'consumer/saved': nothing,
  'consumer/left': nothing,
  'consumer/failed': { failure },
  'topic/described': {
    partitions: fc.array(
      fc.record({
        partition,
        logStartOffset: count,
        logEndOffset: count,
        committedOffset: fc.option(count),
        owner: fc.option(fc.constant('somebody')),
      }),
      { maxLength: 3 },
    ),
    members: count,
  },
  'topic/unreachable': { failure, since: at, retryAt: at },
  'analytics/counted': { view, countedNow: count },
  'analytics/recalled': {
    view,
    countedUntil: at,
    exports: fc.record({
      records: count,
      datasets,
      isDemo: fc.boolean(),
      directory: fc.constant('output'),
      savedAt: at,
    }),
  },
  'disk/sampled': { path, freeBytes: fc.option(count) },
  'exports/saved': {
    records: count,
    datasets,
    isDemo: fc.boolean(),
    directory: fc.constant('output'),
  },
  'exports/snapshot-started': nothing,
  'exports/snapshot-failed': { failure },
  'exports/snapshot-written': { directory: path, bytes: count },
  'exports/snapshot-found': { directory: path, bytes: count, writtenAt: at },
  'hdfs/opened': {
    url: fc.constant('http://namenode:9870'),
    user: fc.constant('op'),
    folder: fc.constant('/exports'),
  },
  'hdfs/observed': {
    status: count.map((files) => hdfsStatusOf({ files })),
    folder: fc.option(fc.constant({ files: 1, bytes: 2, snapshots: 0, newest: [] })),
  },
  'hdfs/unreachable': { failure, retryAt: at },
  'hdfs/queue-changed': {
    exports: count,
    snapshots: count,
    bytes: count,
    oldestAt: fc.option(at),
  },
  'hdfs/export-published': { ...exportName, path, sentBytes: count, durationMs: count },
  'hdfs/export-failed': { ...exportName, failure, attempt: count, retryAt: at },
  'hdfs/export-superseded': exportName,
  'hdfs/export-lost': { ...exportName, failure },
  'spark/opened': { url: fc.constant('http://master:8080') },
  'spark/observed': {
    status: count.map((cores) => sparkStatusOf({ cores })),
    application: fc.constant(null),
  },
  'spark/unreachable': { failure, retryAt: at },
  'spark/run-checking': { mode },
  'spark/run-started': { plan: mode.map((mode) => runPlanOf({ mode })) },
  'spark/run-progressed': {
    progress: fc.constantFrom(
      { kind: 'registered', application: 'app-1', url: null, sparkVersion: '4.2.0' } as const,
      { kind: 'step', step: 'writing' } as const,
    ),
  },
  'spark/run-finished': { result: fc.constant(runResultOf()), comparison },
  'spark/run-failed': { mode, failure },
  'spark/run-stopped': {
    mode,
    result: fc.option(fc.constant(runResultOf())),
    comparison: fc.option(comparison),
  },
  'metrics/sampled': {
    acknowledgedPerSecond: count,
    sourceBytesPerSecond: count,
    countedPerSecond: count,
  },
  'notice/raised': { level: fc.constantFrom('info', 'warning', 'error'), text: fc.string() },
};

/** Those that come by the hundred a second, the partitions' own once more. */
const HOT: readonly ConsoleEvent['type'][] = [
  'ingest/batch-sent',
  'ingest/committed',
  'ingest/rows-rejected',
  'consumer/batch-counted',
  'consumer/batch-counted',
  'consumer/saved',
  'consumer/caught-up',
  'download/progressed',
];

function eventOf(type: ConsoleEvent['type']): fc.Arbitrary<ConsoleEvent> {
  const fields: { readonly [Field in string]: fc.Arbitrary<unknown> } = FIELDS[type];
  // As it comes out of a stream: fast-check also makes objects without a prototype.
  return fc
    .record({ ...fields, at })
    .map((rest) => JSON.parse(JSON.stringify({ type, ...rest })) as ConsoleEvent);
}

const EVERY = Object.keys(FIELDS) as readonly ConsoleEvent['type'][];

/** Anything that can happen, in any order; two thirds of the kinds that come by the hundred a second. */
export const anyEvent: fc.Arbitrary<ConsoleEvent> = fc.oneof(
  { weight: 2, arbitrary: fc.oneof(...HOT.map(eventOf)) },
  { weight: 1, arbitrary: fc.oneof(...EVERY.map(eventOf)) },
);
