import { randomUUID } from 'node:crypto';
import type { Transaction as KafkajsTransaction, Message, RecordMetadata } from 'kafkajs';
import { reach } from '../../checkpoints.ts';
import type { LedgerEntry, OutgoingRecord, Transaction } from '../../ports.ts';
import { createAppendedSpans } from './appended-spans.ts';
import { entryMessage, LEDGER_TOPIC } from './ledger-topic.ts';
import type { Patience } from './patience.ts';
import type { ProducerLife } from './producer-life.ts';

type TransactionState = 'open' | 'failed' | 'ended';

type TransactionDependencies = {
  readonly life: ProducerLife;
  readonly patience: Patience;
  readonly inner: KafkajsTransaction;
  /** Records of one send as requests that the topic accepts. */
  readonly requests: (
    topic: string,
    records: readonly OutgoingRecord[],
  ) => Promise<readonly (readonly Message[])[]>;
  /** Waits until what was committed can be read. */
  readonly untilVisible: (spans: ReturnType<typeof createAppendedSpans>) => Promise<void>;
  readonly onEnd: () => void;
};

export function openTransaction(deps: TransactionDependencies): Transaction {
  const { life, patience, inner, requests, untilVisible, onEnd } = deps;
  /** Tells the ledger entry of this transaction from every other. */
  const id = randomUUID();
  const spans = createAppendedSpans();
  let state: TransactionState = 'open';

  /** Runs one step; a failure leaves the transaction good for `abort` only. */
  async function step(work: () => Promise<void>): Promise<void> {
    if (state !== 'open') throw new Error(`The transaction has ${state}; only abort is possible`);
    state = 'failed';
    await work();
    state = 'open';
  }

  async function send(topic: string, messages: readonly Message[]): Promise<void> {
    let acknowledged: readonly RecordMetadata[];
    try {
      acknowledged = await patience.answered(inner.send({ topic, messages: [...messages] }));
    } catch (error) {
      throw await life.explain(error, topic);
    }
    spans.add(topic, messages, acknowledged);
  }

  async function commit(entry: LedgerEntry): Promise<void> {
    await send(LEDGER_TOPIC, [entryMessage(entry, id)]);
    reach('before-ledger-commit');
    try {
      await patience.answered(inner.commit());
    } catch (error) {
      await life.settle(entry, id, error);
    }
    reach('after-ledger-commit');
    await untilVisible(spans);
  }

  function end(): void {
    state = 'ended';
    onEnd();
  }

  return {
    send: (topic, records) =>
      step(async () => {
        for (const messages of await requests(topic, records)) {
          await send(topic, messages);
          reach('in-append');
        }
        reach('after-batch-sent');
      }),
    commit: async (ledgerEntry) => {
      await step(() => commit(ledgerEntry(spans.list())));
      end();
    },
    abort: async () => {
      if (state === 'ended') return;
      end();
      // Without a sound session the next one, when it opens, ends what this one left.
      if (!life.isSound() || !inner.isActive()) return;
      await patience.answered(inner.abort()).catch(life.discard);
    },
  };
}
