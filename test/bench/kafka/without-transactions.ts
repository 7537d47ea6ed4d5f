import { Kafka, logLevel, type Message, Partitioners } from 'kafkajs';
import { createAppendedSpans } from '../../../src/services/broker/kafka/appended-spans.ts';
import { outgoingMessages } from '../../../src/services/broker/kafka/outgoing-messages.ts';
import { encodeProduceInOnePass } from '../../../src/services/broker/kafka/produce-requests.ts';
import type { Broker, OutgoingRecord, Transaction } from '../../../src/services/ports.ts';

const LEDGER_TOPIC = 'bench-ledger';
const PARTITIONS = 3;
const MAX_MESSAGE_BYTES = 1_048_588;

/**
 * The broker, but what is called a transaction is none: batches and ledger entries are sent as they
 * come, by an idempotent producer. Shows what the transactions cost.
 */
export async function withoutTransactions(broker: Broker): Promise<Broker> {
  const retentionMs = null;
  const replicationFactor = null;
  await broker.ensureTopic({ name: LEDGER_TOPIC, partitions: 1, replicationFactor, retentionMs });
  return {
    ...broker,
    readLedger: async () => new Map(),
    openProducer: async () => {
      const producer = new Kafka({
        brokers: [broker.address],
        logLevel: logLevel.NOTHING,
      }).producer({
        idempotent: true,
        maxInFlightRequests: 1,
        createPartitioner: Partitioners.DefaultPartitioner,
      });
      encodeProduceInOnePass();
      await producer.connect();
      const send = (topic: string, messages: readonly Message[]) =>
        producer.send({ topic, messages: [...messages] });
      return { begin: async () => begin(send), close: () => producer.disconnect() };
    },
  };
}

type Send = (
  topic: string,
  messages: readonly Message[],
) => ReturnType<ReturnType<Kafka['producer']>['send']>;

function begin(send: Send): Transaction {
  const spans = createAppendedSpans();
  return {
    send: async (topic, records: readonly OutgoingRecord[]) => {
      const destination = {
        topic,
        partitions: PARTITIONS,
        brokers: 1,
        maxMessageBytes: MAX_MESSAGE_BYTES,
        keylessPartition: 0,
        timestampMs: Date.now(),
      };
      for (const messages of outgoingMessages(records, destination)) {
        spans.add(topic, messages, await send(topic, messages));
      }
    },
    commit: async (ledgerEntry) => {
      await send(LEDGER_TOPIC, [{ ...ledgerEntry(spans.list()), partition: 0 }]);
    },
    abort: async () => undefined,
  };
}
