import { sleep, systemClock } from '../../src/services/clock.ts';
import { openRejectsFile } from '../../src/services/csv/rejects-file.ts';
import { openRowSource } from '../../src/services/csv/row-source.ts';
import { openFileSource } from '../../src/services/dataset/file-source.ts';
import type { Broker } from '../../src/services/ports.ts';
import { ingest } from '../../src/state/commands/ingest.ts';
import { ProductionGate } from '../../src/state/commands/production-gate.ts';
import { type PhaseFigures, PhaseMeter } from './phase-meter.ts';

const never = new AbortController().signal;

export type IngestFigures = {
  /** What the topic holds now. */
  readonly records: number;
  /** From opening the file, which is read twice: once to hash it. */
  readonly whole: PhaseFigures;
  /** From the first row to the last one committed. */
  readonly publishing: PhaseFigures;
};

/** Publishes the data set, alone, to a topic that does not exist yet. */
export async function measureIngest(
  broker: Broker,
  place: { readonly dataset: string; readonly directory: string; readonly topic: string },
): Promise<IngestFigures> {
  const whole = new PhaseMeter();
  const publishing = new PhaseMeter();
  whole.sample(0);
  const source = await openRowSource(await openFileSource(place.dataset), never);
  const topic = { name: place.topic, partitions: 3, replicationFactor: null, retentionMs: null };
  const { totals } = await ingest(
    {
      source,
      broker,
      openRejectsFile: (mark, recover) =>
        openRejectsFile({
          outputDir: place.directory,
          mark,
          recover,
          clock: systemClock,
          onNotice: () => {},
        }),
      gate: new ProductionGate({ clock: systemClock, sleep }),
      clock: systemClock,
      sleep,
      dispatch: (event) => {
        if (event.type === 'ingest/started') publishing.sample(0);
        if (event.type !== 'ingest/committed') return;
        for (const meter of [whole, publishing]) meter.sample(event.totals.acknowledged);
      },
    },
    {
      topic,
      deadLetters: { ...topic, name: `${place.topic}.dlq`, partitions: 1 },
      batchSize: 1000,
      delayMs: 0,
      force: false,
      brokerTimeoutMs: 60_000,
      waitsForDisk: false,
    },
    never,
  );
  const records = totals.acknowledged;
  return { records, whole: whole.figures(), publishing: publishing.figures() };
}
