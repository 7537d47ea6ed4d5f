import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openEmbeddedBroker } from '../../src/services/broker/embedded/embedded-broker.ts';
import { sleep, systemClock } from '../../src/services/clock.ts';
import { openRejectsFile } from '../../src/services/csv/rejects-file.ts';
import { openRowSource } from '../../src/services/csv/row-source.ts';
import type { Broker, OutgoingRecord, RowSource, StoredRecord } from '../../src/services/ports.ts';
import type { IngestDeps, IngestOptions } from '../../src/state/commands/ingest-deps.ts';
import { ProductionGate } from '../../src/state/commands/production-gate.ts';
import type { ConsoleEvent } from '../../src/state/events.ts';
import { type CellChanges, HEADER, rowLine } from './csv/csv-text.ts';
import { memorySource, never } from './csv/sources.ts';
import { scratchDirectory } from './scratch.ts';

/** A sound row of this track, but for the changes, without its line break. */
export function csvRow(id: string, changes: CellChanges = {}): string {
  return rowLine({ track_id: id, ...changes }).trimEnd();
}

/** A data set of these rows, without a file. */
export function rowSourceOf(rows: readonly string[]): Promise<RowSource> {
  return openRowSource(memorySource(`${HEADER}${rows.join('\n')}\n`), never);
}

export type IngestSetup = {
  readonly broker: Broker;
  readonly deps: IngestDeps;
  readonly events: ConsoleEvent[];
  readonly outputDir: string;
  /** Every committed record of a topic, partition after partition. */
  records(topic: string): Promise<StoredRecord[]>;
};

export const ingestOptions: IngestOptions = {
  topic: { name: 'tracks', partitions: 3, replicationFactor: 1, retentionMs: null },
  deadLetters: { name: 'tracks.dlq', partitions: 1, replicationFactor: 1, retentionMs: null },
  batchSize: 10,
  delayMs: 0,
  force: false,
  brokerTimeoutMs: 60_000,
  waitsForDisk: false,
};

/** The same, into a topic of another name with its own dead letters. */
export function ingestInto(name: string): IngestOptions {
  const { topic, deadLetters } = ingestOptions;
  return {
    ...ingestOptions,
    topic: { ...topic, name },
    deadLetters: { ...deadLetters, name: `${name}.dlq` },
  };
}

/**
 * An ingest whose waits between attempts take no time.
 *
 * @param given - an embedded log of its own if left out
 */
export function setUpIngest(source: RowSource, given?: Broker): IngestSetup {
  const directory = scratchDirectory();
  const broker = given ?? openOwnLog(directory);
  const events: ConsoleEvent[] = [];
  const deps: IngestDeps = {
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
    gate: new ProductionGate({ clock: systemClock, sleep }),
    clock: systemClock,
    sleep: async (_, signal) => signal.throwIfAborted(),
    dispatch: (event) => events.push(event),
  };
  return {
    broker,
    deps,
    events,
    outputDir: directory,
    records: (topic) => readAll(broker, topic),
  };
}

function openOwnLog(directory: string): Broker {
  const broker = openEmbeddedBroker({ path: join(directory, 'log.db'), clock: systemClock });
  onTestFinished(() => broker.close());
  return broker;
}

async function readAll(broker: Broker, topic: string): Promise<StoredRecord[]> {
  const description = await broker.describeTopic(topic);
  const records: StoredRecord[] = [];
  for (const { partition, logStartOffset: from, logEndOffset: to } of description?.partitions ??
    []) {
    for await (const batch of broker.readPartition({ topic, partition, from, to, signal: never })) {
      records.push(...batch.records);
    }
  }
  return records;
}

/** The broker with some calls of its transactions replaced, as a fault would. */
export function withTransactionFault(
  broker: Broker,
  /**
   * `committing`: the commit is under way and does not go through, but its answer does not arrive;
   * `committed`: the same of one that does.
   */
  fault: (
    step: 'send' | 'commit' | 'committing' | 'committed',
    call: number,
    /** What is sent, at `send`. */
    records?: readonly OutgoingRecord[],
  ) => void,
): Broker {
  const calls = { send: 0, commit: 0, committing: 0, committed: 0 };
  return {
    ...broker,
    openProducer: async (options) => {
      const producer = await broker.openProducer(options);
      return {
        ...producer,
        begin: async () => {
          const transaction = await producer.begin();
          return {
            send: async (topic, records) => {
              calls.send += 1;
              fault('send', calls.send, records);
              await transaction.send(topic, records);
            },
            commit: async (ledgerEntry) => {
              calls.commit += 1;
              fault('commit', calls.commit);
              await transaction.commit((appended) => {
                const entry = ledgerEntry(appended);
                calls.committing += 1;
                fault('committing', calls.committing);
                return entry;
              });
              calls.committed += 1;
              fault('committed', calls.committed);
            },
            abort: () => transaction.abort(),
          };
        },
      };
    },
  };
}
