import { join } from 'node:path';
import { openAnalyticsStore } from '../../src/services/analytics-store/analytics-store.ts';
import { openEmbeddedBroker } from '../../src/services/broker/embedded/embedded-broker.ts';
import { sleep, systemClock } from '../../src/services/clock.ts';
import { openRejectsFile } from '../../src/services/csv/rejects-file.ts';
import { openRowSource } from '../../src/services/csv/row-source.ts';
import { openFileSource } from '../../src/services/dataset/file-source.ts';
import { trackCsvLine } from '../../src/services/export/track-line.ts';
import { consume } from '../../src/state/commands/consume.ts';
import { ingest } from '../../src/state/commands/ingest.ts';
import type { ConsoleEvent } from '../../src/state/events.ts';

/** Records done and CPU seconds spent, sampled as it goes. */
type Sample = { readonly done: number; readonly cpuSeconds: number; readonly wallMs: number };

export type PhaseFigures = {
  readonly recordsPerSecond: number;
  readonly cpuSeconds: number;
  /** CPU per record in the last quarter over that in the second one, which is past the warm-up. */
  readonly endToStart: number;
};

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

class Meter {
  readonly #samples: Sample[] = [];

  sample(done: number): void {
    this.#samples.push({ done, cpuSeconds: cpuSeconds(), wallMs: performance.now() });
  }

  figures(): PhaseFigures {
    const first = this.#samples[0] as Sample;
    const last = this.#samples.at(-1) as Sample;
    const total = last.done - first.done;
    return {
      recordsPerSecond: (total * 1000) / (last.wallMs - first.wallMs),
      cpuSeconds: last.cpuSeconds - first.cpuSeconds,
      endToStart: this.#costBetween(0.75, 1) / this.#costBetween(0.25, 0.5),
    };
  }

  #costBetween(from: number, to: number): number {
    const start = this.#at(from);
    const end = this.#at(to);
    return (end.cpuSeconds - start.cpuSeconds) / (end.done - start.done);
  }

  #at(share: number): Sample {
    const last = this.#samples.at(-1) as Sample;
    const found = this.#samples.find(({ done }) => done >= last.done * share);
    return found ?? last;
  }
}

const never = new AbortController().signal;
const TOPIC = { name: 'bench', partitions: 3, replicationFactor: 1, retentionMs: null };

/** Producer alone, then consumer alone, on an embedded log in `directory`. */
export async function measurePhases(
  dataset: string,
  directory: string,
): Promise<{ readonly producer: PhaseFigures; readonly consumer: PhaseFigures }> {
  const broker = openEmbeddedBroker({ path: join(directory, 'log.db'), clock: systemClock });
  try {
    const producing = new Meter();
    producing.sample(0);
    const source = await openRowSource(await openFileSource(dataset), never);
    await ingest(
      {
        source,
        broker,
        openRejectsFile: (mark, recover) =>
          openRejectsFile({
            outputDir: directory,
            mark,
            recover,
            clock: systemClock,
            onNotice: () => {},
          }),
        clock: systemClock,
        sleep,
        dispatch: (event) => {
          if (event.type === 'ingest/committed') producing.sample(event.totals.acknowledged);
        },
      },
      {
        topic: TOPIC,
        deadLetters: { ...TOPIC, name: 'bench.dlq', partitions: 1 },
        batchSize: 1000,
        delayMs: 0,
        force: false,
        brokerTimeoutMs: 60_000,
      },
      never,
    );
    return { producer: producing.figures(), consumer: await measureConsumer(broker, directory) };
  } finally {
    await broker.close();
  }
}

async function measureConsumer(
  broker: ReturnType<typeof openEmbeddedBroker>,
  directory: string,
): Promise<PhaseFigures> {
  const topic = await broker.describeTopic(TOPIC.name);
  const ends = new Map(
    topic?.partitions.map(({ partition, logEndOffset }) => [partition, logEndOffset]),
  );
  const store = openAnalyticsStore({
    path: join(directory, 'analytics.db'),
    trackFilePath: join(directory, 'processed_tracks.csv'),
    clock: systemClock,
    onNotice: () => {},
  });
  const meter = new Meter();
  let counted = 0;
  const dispatch = (event: ConsoleEvent) => {
    if (event.type === 'consumer/partitions-assigned') meter.sample(0);
    if (event.type === 'consumer/batch-counted') {
      counted += event.records;
      meter.sample(counted);
    }
    if (event.type === 'consumer/left') meter.sample(counted);
  };
  await consume(
    {
      consumer: broker.createConsumer({ groupId: 'bench', topic: TOPIC.name, clientId: 'bench' }),
      store,
      committedOffsets: async () => new Map(),
      clock: systemClock,
      sleep,
      dispatch,
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
