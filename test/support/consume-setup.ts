import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type AnalyticsTotals,
  mergeAnalytics,
} from '../../src/domain/analytics/analytics-totals.ts';
import { openAnalyticsStore } from '../../src/services/analytics-store/analytics-store.ts';
import { openEmbeddedBroker } from '../../src/services/broker/embedded/embedded-broker.ts';
import { systemClock } from '../../src/services/clock.ts';
import { trackCsvLine } from '../../src/services/export/track-line.ts';
import type { AnalyticsStore, Broker, OutgoingRecord } from '../../src/services/ports.ts';
import type { ConsumeDeps, ConsumeOptions } from '../../src/state/commands/membership.ts';
import { trackLinesFromLog } from '../../src/state/commands/track-lines.ts';
import type { ConsoleEvent } from '../../src/state/events.ts';
import { scratchDirectory } from './scratch.ts';
import { trackOf } from './tracks.ts';

export const TAG = 'abcdef0123456789';
export const TOPIC = 'tracks';
export const GROUP = 'analytics';

/** Tracks `from` to `to` as records of one data set. */
export function trackRecords(from: number, to: number): OutgoingRecord[] {
  return Array.from({ length: to - from }, (_, index) => {
    const recordId = from + index;
    const track = trackOf({ track_id: `id-${recordId}`, record_id: recordId });
    return { key: track.track_id, value: JSON.stringify(track), headers: { dataset: TAG } };
  });
}

/** Consumes until it is stopped; no export falls due in a test. */
export const consumeOptions: ConsumeOptions = {
  batchSize: 7,
  exportIntervalMs: 60_000,
  patienceMs: 60_000,
  waitsForDisk: false,
};

export type ConsumeSetup = {
  readonly broker: Broker;
  readonly events: ConsoleEvent[];
  readonly trackFile: string;
  publish(records: readonly OutgoingRecord[]): Promise<void>;
  /** A member of the group, as another process on the same state directory would be. */
  /** @param storeName - another one has a state directory of its own */
  member(storeName?: string): { readonly deps: ConsumeDeps; readonly store: AnalyticsStore };
  /** Ends consuming at what is in the log now. */
  untilNow(): Promise<ConsumeOptions>;
  totals(): AnalyticsTotals;
  /** Lines of the track file, its header left out. */
  trackLines(): string[];
};

/** Where it is consumed; an embedded log of its own if left out. */
type ConsumePlace = {
  readonly broker?: Broker;
  readonly topic?: string;
  readonly group?: string;
  readonly sessionTimeoutMs?: number;
};

/** A topic of 3 partitions, and analytics stores on it. */
export async function setUpConsume(place: ConsumePlace = {}): Promise<ConsumeSetup> {
  const { topic = TOPIC, group = GROUP, sessionTimeoutMs = 10_000 } = place;
  const directory = scratchDirectory();
  const trackFile = join(directory, 'output', 'processed_tracks.csv');
  const broker = place.broker ?? openOwnLog(join(directory, 'log.db'));
  await broker.ensureTopic({ name: topic, partitions: 3, replicationFactor: 1, retentionMs: null });
  const events: ConsoleEvent[] = [];
  const openStore = (storeName = 'analytics') => {
    const path = join(directory, `${storeName}.db`);
    const store = openAnalyticsStore({
      path,
      trackFilePath: trackFile,
      clock: systemClock,
      onNotice: () => {},
    });
    onTestFinished(() => store.close());
    return store;
  };

  function member(storeName?: string) {
    const store = openStore(storeName);
    const trackLine: ConsumeDeps['trackLine'] = (track, processedAt) =>
      trackCsvLine(track, processedAt, { spreadsheetSafe: false });
    const deps: ConsumeDeps = {
      consumer: broker.createConsumer({
        groupId: group,
        topic,
        clientId: 'test',
        sessionTimeoutMs,
        heartbeatIntervalMs: 50,
        idleMs: 10,
      }),
      store,
      committedOffsets: () => broker.committedOffsets(group, topic),
      clock: systemClock,
      sleep: async (_, signal) => signal.throwIfAborted(),
      dispatch: (event) => events.push(event),
      onCounting: () => {},
      trackLine,
      rebuildTrackFile: async (signal) => {
        await store.rebuildTrackFile(
          trackLinesFromLog({ broker, topic, trackLine, onExpired: () => {} }, signal),
          signal,
        );
      },
      saveExports: async () => {},
    };
    return { deps, store };
  }

  return {
    broker,
    events,
    trackFile,
    member,
    async publish(records) {
      const producer = await broker.openProducer({ transactionalId: `test-${topic}` });
      const transaction = await producer.begin();
      await transaction.send(topic, records);
      await transaction.commit(() => ({ key: 'test', value: '{}' }));
      await producer.close();
    },
    async untilNow() {
      const description = await broker.describeTopic(topic);
      const ends = new Map(
        description?.partitions.map(({ partition, logEndOffset }) => [partition, logEndOffset]),
      );
      return { ...consumeOptions, until: () => ends };
    },
    totals: () =>
      mergeAnalytics(
        openStore()
          .loadAll()
          .partitions.map((part) => part.analytics),
      ),
    trackLines: () => readFileSync(trackFile, 'utf8').split('\n').slice(1, -1),
  };
}

function openOwnLog(path: string): Broker {
  const broker = openEmbeddedBroker({ path, clock: systemClock });
  onTestFinished(() => broker.close());
  return broker;
}

/** The store with its `save` replaced, as a fault or another member would. */
export function withSave(store: AnalyticsStore, save: AnalyticsStore['save']): AnalyticsStore {
  return {
    storeId: store.storeId,
    replacesDamaged: store.replacesDamaged,
    claim: (partition, memberId) => store.claim(partition, memberId),
    save,
    savedOffsets: () => store.savedOffsets(),
    loadAll: (inMemory) => store.loadAll(inMemory),
    trackFileIsDamaged: () => store.trackFileIsDamaged(),
    rebuildTrackFile: (...rebuild) => store.rebuildTrackFile(...rebuild),
    exclusively: (...work) => store.exclusively(...work),
    close: () => store.close(),
  };
}
