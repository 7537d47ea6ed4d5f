import { join } from 'node:path';
import { openAnalyticsStore } from '../../src/services/analytics-store/analytics-store.ts';
import { sleep, systemClock } from '../../src/services/clock.ts';
import { trackCsvLine } from '../../src/services/export/track-line.ts';
import type { Broker } from '../../src/services/ports.ts';
import { consume } from '../../src/state/commands/consume.ts';
import type { ConsoleEvent } from '../../src/state/events.ts';
import { type PhaseFigures, PhaseMeter } from './phase-meter.ts';

const never = new AbortController().signal;

/** Consumes and counts all of a topic, from being assigned its partitions to leaving the group. */
export async function measureConsume(
  broker: Broker,
  place: { readonly directory: string; readonly topic: string },
): Promise<PhaseFigures> {
  const { directory, topic } = place;
  const described = await broker.describeTopic(topic);
  const ends = new Map(
    described?.partitions.map(({ partition, logEndOffset }) => [partition, logEndOffset]),
  );
  const store = openAnalyticsStore({
    path: join(directory, 'analytics.db'),
    trackFilePath: join(directory, 'processed_tracks.csv'),
    clock: systemClock,
    onNotice: () => {},
  });
  const meter = new PhaseMeter();
  let counted = 0;
  const dispatch = (event: ConsoleEvent) => {
    if (event.type === 'consumer/partitions-assigned') meter.sample(0);
    if (event.type === 'consumer/batch-counted') {
      counted += event.records;
      meter.sample(counted);
    }
    if (event.type === 'consumer/left') meter.sample(counted);
  };
  const groupId = `bench-${topic}-${directory.slice(-6)}`;
  await consume(
    {
      consumer: broker.createConsumer({ groupId, topic, clientId: 'bench' }),
      store,
      committedOffsets: async () => new Map(),
      clock: systemClock,
      sleep,
      dispatch,
      onCounting: () => {},
      trackLine: (track, at) => trackCsvLine(track, at, { spreadsheetSafe: false }),
      rebuildTrackFile: async () => {},
      saveExports: async () => {},
    },
    {
      batchSize: 100,
      exportIntervalMs: 3_600_000,
      patienceMs: 0,
      waitsForDisk: false,
      until: () => ends,
    },
    never,
  );
  store.close();
  return meter.figures();
}
