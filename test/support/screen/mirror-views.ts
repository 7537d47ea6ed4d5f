import type { MirrorView } from '../../../src/engine/mirror-view.ts';
import { COMMAND_NAMES } from '../../../src/engine/protocol.ts';
import type { ConsoleEvent } from '../../../src/state/events.ts';
import { initialState, reduce } from '../../../src/state/store.ts';

/** When the engine of these views was started and found. */
export const STARTED_AT = Date.UTC(2026, 4, 1, 10, 0, 0);

const OPENED: ConsoleEvent = {
  type: 'pipeline/opened',
  broker: 'embedded',
  address: '/state/embedded-log.db',
  topic: 'spotify-tracks',
  group: 'spotify-analytics-group',
  outputDir: '/output',
  at: STARTED_AT,
};

/** An engine that has just answered and has its broker, after some events. */
export function liveView(...events: readonly ConsoleEvent[]): MirrorView {
  return unreachedView(OPENED, ...events);
}

/** The same before it has reached its broker. */
export function unreachedView(...events: readonly ConsoleEvent[]): MirrorView {
  return {
    link: { name: 'live', since: STARTED_AT },
    mayStart: true,
    engine: {
      id: 'engine-1',
      pid: 4711,
      host: 'deck',
      version: '1.0.0',
      command: 'engine',
      startedAt: STARTED_AT,
      commands: COMMAND_NAMES,
      settings: {},
    },
    state: events.reduce(reduce, initialState),
  };
}

export const PAUSED: ConsoleEvent = { type: 'consumer/paused', at: STARTED_AT };

/** An ingestion under way. */
export const INGEST_STARTED: ConsoleEvent = {
  type: 'ingest/started',
  source: 'tracks.csv',
  isDemo: false,
  datasetSha256: 'ab'.repeat(32),
  sourceBytes: 20_000_000,
  batchSize: 1_000,
  totals: { rowsRead: 0, acknowledged: 0, incomplete: 0, rejected: 0, failed: 0 },
  byte: 0,
  at: STARTED_AT,
};

/** There is a Spark, of which nothing is known yet. */
export const SPARK_OPENED: ConsoleEvent = {
  type: 'spark/opened',
  url: 'http://spark-master:8080',
  at: STARTED_AT,
};
