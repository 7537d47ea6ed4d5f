import type { AnalyticsView } from '../../../src/domain/analytics/analytics-view.ts';
import type { ConsoleEvent } from '../../../src/state/events.ts';
import { type ConsoleState, initialState, reduce } from '../../../src/state/store.ts';
import { countedTracks } from './counted-tracks.ts';

export const NOW = 1_790_000_000_000;

const SHA256 = 'c0ffee00c0ffee00'.repeat(4);
const TAG = SHA256.slice(0, 16);
const SOURCE_BYTES = 10_000;

type Ingested = {
  readonly rows: number;
  readonly rejected?: number;
  /** Rows of which nothing is known any more. */
  readonly lost?: number;
  readonly inFlight?: number;
  readonly byte?: number;
  /** `undefined` while it is under way. */
  readonly endedAt?: number;
};

/** An ingest of a file of 10,000 bytes. */
export function ingested(options: Ingested): readonly ConsoleEvent[] {
  const { rows, rejected = 0, lost = 0, inFlight = 0, byte = 0, endedAt } = options;
  const at = NOW - 60_000;
  const none = { rowsRead: 0, acknowledged: 0, incomplete: 0, rejected: 0, failed: 0 };
  const acknowledged = rows - rejected - lost;
  const totals = { ...none, rowsRead: rows, acknowledged, rejected };
  return [
    {
      type: 'ingest/started',
      source: 'tracks.csv',
      isDemo: false,
      datasetSha256: SHA256,
      sourceBytes: SOURCE_BYTES,
      batchSize: 10,
      totals: none,
      byte: 0,
      at,
    },
    {
      type: 'ingest/committed',
      totals,
      byte,
      batches: 1,
      at,
    },
    ...(inFlight > 0 ? [{ type: 'ingest/batch-sent', rows: inFlight, at } as const] : []),
    ...(endedAt === undefined
      ? []
      : [{ type: 'ingest/completed', totals, durationMs: endedAt - at, at: endedAt } as const]),
  ];
}

type Consumed = {
  /** Of the ingested data set. */
  readonly counted: number;
  /** Removed by retention before they were counted, in an earlier run. */
  readonly expired?: number;
  readonly exported: number;
  /** Tracks of another one, counted too. */
  readonly foreign?: number;
  /** Held by this member, of three. */
  readonly partitions?: readonly number[];
  /** Records still to be read, of the first of them. */
  readonly lag?: number;
  readonly caughtUpAt?: number;
};

export function stateOf(events: readonly ConsoleEvent[], consumed?: Consumed): ConsoleState {
  const all = consumed === undefined ? events : [...events, ...consumption(consumed)];
  return all.reduce(reduce, initialState);
}

function consumption(consumed: Consumed): readonly ConsoleEvent[] {
  const { counted, exported, foreign = 0, partitions = [0, 1, 2], lag = 0, caughtUpAt } = consumed;
  const view: AnalyticsView = {
    ...countedTracks(1, { tag: TAG }),
    total: counted + foreign,
    expired: consumed.expired ?? 0,
    datasets: { [TAG]: counted, other: foreign },
  };
  const at = NOW - 30_000;
  return [
    assigned(partitions.map((partition, index) => [partition, 0, index === 0 ? lag : 0])),
    described([0, 1, 2].map((partition) => ({ partition }))),
    { type: 'analytics/counted', view, countedNow: 0, at },
    {
      type: 'exports/saved',
      records: exported + foreign,
      datasets: { [TAG]: exported, other: foreign },
      isDemo: false,
      directory: './output',
      at,
    },
    ...(caughtUpAt === undefined ? [] : [{ type: 'consumer/caught-up', at: caughtUpAt } as const]),
  ];
}

/** This member was given partitions with these positions and log ends. */
export function assigned(
  readings: readonly (readonly [partition: number, nextOffset: number, logEndOffset: number])[],
): ConsoleEvent {
  return {
    type: 'consumer/partitions-assigned',
    partitions: readings.map(([partition, nextOffset, logEndOffset]) => ({
      partition,
      nextOffset,
      logEndOffset,
    })),
    generation: 1,
    at: NOW - 40_000,
  };
}

type Described = {
  readonly partition: number;
  readonly logStartOffset?: number;
  readonly logEndOffset?: number;
  readonly committedOffset?: number | null;
  readonly owner?: string | null;
};

export function described(partitions: readonly Described[]): ConsoleEvent {
  const unknown = { logStartOffset: 0, logEndOffset: 0, committedOffset: null, owner: null };
  return {
    type: 'topic/described',
    partitions: partitions.map((fact) => ({ ...unknown, ...fact })),
    members: 1,
    at: NOW - 35_000,
  };
}

/** Records per second in and out. */
export function sampled(acknowledged: number, counted: number, sourceBytes = 0): ConsoleEvent {
  return {
    type: 'metrics/sampled',
    acknowledgedPerSecond: acknowledged,
    sourceBytesPerSecond: sourceBytes,
    countedPerSecond: counted,
    at: NOW,
  };
}
