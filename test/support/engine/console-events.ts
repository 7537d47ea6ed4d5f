import fc from 'fast-check';
import { NO_ROWS } from '../../../src/domain/ledger.ts';
import type { ConsoleEvent } from '../../../src/state/events.ts';

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
  reason: fc.constantFrom('out-of-range' as const, 'not-decimal' as const),
  value: fc.string({ maxLength: 5 }),
});

function event<Type extends ConsoleEvent['type']>(
  type: Type,
  fields: { readonly [Field in string]: fc.Arbitrary<unknown> } = {},
): fc.Arbitrary<ConsoleEvent> {
  // As it comes out of a stream: fast-check also makes objects without a prototype.
  return fc
    .record({ ...fields, at })
    .map((rest) => JSON.parse(JSON.stringify({ type, ...rest })) as ConsoleEvent);
}

const hot = [
  event('ingest/batch-sent', { rows: count }),
  event('ingest/committed', { totals, byte: count, batches: count }),
  event('ingest/rows-rejected', {
    reasons: fc.dictionary(fc.constantFrom('empty', 'out-of-range'), count),
    newest: fc.array(sample, { maxLength: 25 }),
  }),
  event('consumer/batch-counted', { reading, records: count, newestRecordAt: at }),
  event('consumer/batch-counted', { reading, records: count, newestRecordAt: at }),
  event('consumer/saved'),
  event('consumer/caught-up'),
  event('download/progressed', {
    source: fc.constant('mirror'),
    receivedBytes: count,
    totalBytes: fc.option(count),
    bytesPerSecond: count,
  }),
];

const facts = [
  event('engine/stopping'),
  event('engine/ended', { failure: fc.option(failure) }),
  event('pipeline/opened', {
    broker: fc.constant('embedded'),
    address: fc.constant('log.db'),
    topic: fc.constantFrom('spotify-tracks', 'other'),
    group: fc.constant('group'),
    outputDir: fc.constant('output'),
  }),
  event('download/started', { source: fc.constant('mirror') }),
  event('download/retrying', {
    source: fc.constant('mirror'),
    failure,
    attempt: count,
    delayMs: count,
  }),
  event('ingest/started', {
    source: fc.constant('tracks.csv'),
    isDemo: fc.boolean(),
    datasetSha256: fc.constant('ab'),
    sourceBytes: count,
    batchSize: count,
    totals,
    byte: count,
  }),
  event('ingest/retrying', { failure, attempt: count, delayMs: count }),
  event('ingest/paused'),
  event('ingest/resumed'),
  event('ingest/rate-limited', { rowsPerSecond: fc.option(count) }),
  event('ingest/completed'),
  event('ingest/stopped'),
  event('ingest/failed', { failure }),
  event('consumer/joining'),
  event('consumer/partitions-assigned', {
    partitions: fc.array(reading, { maxLength: 3 }),
    generation: count,
  }),
  event('consumer/partitions-revoked', { partitions: fc.array(partition, { maxLength: 3 }) }),
  event('consumer/retrying', { failure, attempt: count, delayMs: count }),
  event('consumer/paused'),
  event('consumer/left'),
  event('metrics/sampled', {
    acknowledgedPerSecond: count,
    sourceBytesPerSecond: count,
    countedPerSecond: count,
  }),
  event('notice/raised', { level: fc.constant('info'), text: fc.string() }),
];

/** Anything that can happen, in any order; half of it of the kinds that come by the hundred a second. */
export const anyEvent: fc.Arbitrary<ConsoleEvent> = fc.oneof(
  { weight: 2, arbitrary: fc.oneof(...hot) },
  { weight: 1, arbitrary: fc.oneof(...facts) },
);
