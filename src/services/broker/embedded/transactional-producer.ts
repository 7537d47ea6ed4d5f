import { reach } from '../../checkpoints.ts';
import type { AppendedSpan, Clock, Transaction, TransactionalProducer } from '../../ports.ts';
import type { BatchTable } from './batch-table.ts';
import type { Ledger } from './ledger.ts';
import type { LogFile } from './log-file.ts';
import type { ProducerEpochs } from './producer-epochs.ts';
import type { Retention } from './retention.ts';
import type { TopicCatalog } from './topic-catalog.ts';
import { createTransactionBuffer } from './transaction-buffer.ts';

export type ProducerDependencies = {
  readonly log: LogFile;
  readonly clock: Clock;
  readonly catalog: TopicCatalog;
  readonly batches: BatchTable;
  readonly epochs: ProducerEpochs;
  readonly ledger: Ledger;
  readonly retention: Retention;
};

type TransactionState = 'open' | 'failed' | 'ended';

/**
 * Records are kept in memory, encoded, until `commit` writes them all in one SQLite transaction:
 * what was not committed is not in the file, so there is nothing to clean up after a crash.
 */
export function createTransactionalProducer(
  deps: ProducerDependencies,
  transactionalId: string,
): TransactionalProducer {
  const { log, clock, catalog, batches, epochs, ledger, retention } = deps;
  const epoch = epochs.next(transactionalId);
  const buffer = createTransactionBuffer();
  let current: Transaction | undefined;

  function append(): readonly AppendedSpan[] {
    const spans: AppendedSpan[] = [];
    for (const { topic, partition, records } of buffer.batches()) {
      const firstOffset = batches.append(topic, partition, records);
      const nextOffset = firstOffset + records.records;
      addSpan(spans, {
        topic: topic.name,
        partition,
        firstOffset,
        nextOffset,
        records: records.records,
      });
      reach('in-append');
    }
    return spans;
  }

  function end(): void {
    buffer.clear();
    current = undefined;
  }

  function openTransaction(): Transaction {
    let state: TransactionState = 'open';

    /** Runs one step; a failure leaves the transaction good for `abort` only. */
    function step(work: () => void): void {
      if (state !== 'open') throw new Error(`The transaction has ${state}; only abort is possible`);
      try {
        work();
      } catch (error) {
        state = 'failed';
        throw error;
      }
    }

    return {
      send: async (name, records) => {
        step(() => {
          epochs.require(transactionalId, epoch);
          const topic = catalog.require(name);
          buffer.add(topic, catalog.partitions(topic).length, records, clock.now());
        });
        reach('after-batch-sent');
      },
      commit: async (ledgerEntry) => {
        step(() => {
          log.write(() => {
            epochs.require(transactionalId, epoch);
            ledger.put(ledgerEntry(append()));
            reach('before-ledger-commit');
          });
          reach('after-ledger-commit');
          state = 'ended';
          end();
        });
      },
      abort: async () => {
        if (state === 'ended') return;
        state = 'ended';
        end();
      },
    };
  }

  return {
    begin: async () => {
      if (current !== undefined) throw new Error('The producer has an open transaction already');
      epochs.require(transactionalId, epoch);
      // Not at the commit: should it fail, a commit that went through would seem to have failed.
      retention.enforceWhenDue();
      current = openTransaction();
      return current;
    },
    close: async () => {
      await current?.abort();
    },
  };
}

/** One span per partition, though its records may lie in several batches. */
function addSpan(spans: AppendedSpan[], span: AppendedSpan): void {
  const last = spans.at(-1);
  if (last?.topic !== span.topic || last.partition !== span.partition) {
    spans.push(span);
    return;
  }
  const records = last.records + span.records;
  spans[spans.length - 1] = { ...last, nextOffset: span.nextOffset, records };
}
