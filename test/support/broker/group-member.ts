import type {
  Broker,
  ConsumerDelivery,
  ConsumerOptions,
  RecordConsumer,
  StoredRecord,
} from '../../../src/services/ports.ts';

export type GroupMember = {
  readonly consumer: RecordConsumer;
  readonly deliveries: readonly ConsumerDelivery[];
  readonly records: readonly StoredRecord[];
  /** Values in the order of delivery. */
  values(): readonly string[];
  /** Partitions it has now, ascending. */
  partitions(): readonly number[];
  /** Whether the last delivery says that everything was read. */
  isIdle(): boolean;
  /** Settles when consuming has ended; fails with what ended it. */
  readonly ended: Promise<void>;
  /** Aborts and waits for the end. */
  stop(): Promise<void>;
};

type MemberOptions = ConsumerOptions & {
  /** What to do with each delivery before the next is asked for. */
  readonly onDelivery?: (delivery: ConsumerDelivery, consumer: RecordConsumer) => Promise<void>;
};

/** A member that commits nothing by itself and remembers all it was given. */
export function startMember(broker: Broker, options: MemberOptions): GroupMember {
  const consumer = broker.createConsumer(options);
  const job = new AbortController();
  const deliveries: ConsumerDelivery[] = [];
  const records: StoredRecord[] = [];
  let partitions: readonly number[] = [];

  function note(delivery: ConsumerDelivery): void {
    deliveries.push(delivery);
    if (delivery.type === 'records') records.push(...delivery.batch.records);
    if (delivery.type === 'assigned') {
      partitions = [...partitions, ...delivery.partitions].sort((left, right) => left - right);
    }
    if (delivery.type === 'revoked') {
      partitions = partitions.filter((partition) => !delivery.partitions.includes(partition));
    }
  }

  async function consume(): Promise<void> {
    for await (const delivery of consumer.consume(job.signal)) {
      note(delivery);
      await options.onDelivery?.(delivery, consumer);
    }
  }

  const ended = consume();
  // Whoever cares awaits `ended`; a test about something else must not fail twice.
  ended.catch(() => undefined);
  return {
    consumer,
    deliveries,
    records,
    ended,
    values: () => records.map(({ value }) => value.toString()),
    partitions: () => partitions,
    isIdle: () => deliveries.at(-1)?.type === 'idle',
    stop: async () => {
      job.abort();
      await ended;
    },
  };
}

/** Commits what each batch covers, as a consumer without a state of its own does. */
export async function commitEachBatch(
  delivery: ConsumerDelivery,
  consumer: RecordConsumer,
): Promise<void> {
  if (delivery.type !== 'records') return;
  const { partition, nextOffset } = delivery.batch;
  await consumer.commit(new Map([[partition, { offset: nextOffset, metadata: '' }]]));
}
