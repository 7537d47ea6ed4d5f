/**
 * A process of its own on a broker, started by `start-broker-process.ts`. It gets its address and
 * task as JSON in its first argument and tells what happened as JSON lines on stdout.
 */
import type { Broker } from '../../../src/services/ports.ts';
import type { BrokerAddress } from './broker-harness.ts';
import { openBrokerAt } from './open-broker.ts';

export type BrokerTask =
  /** Consumes and commits each batch, until killed. */
  | {
      readonly role: 'consume';
      readonly groupId: string;
      readonly topic: string;
      readonly sessionTimeoutMs: number;
      readonly maxBatchRecords?: number;
    }
  /** Sends `records` in each of `transactions` transactions, values `<name>-<number>`. */
  | {
      readonly role: 'produce';
      readonly topic: string;
      readonly name: string;
      readonly transactions: number;
      readonly records: number;
      readonly valueBytes: number;
    }
  /** Sends without committing and then waits for its end. */
  | { readonly role: 'send'; readonly topic: string; readonly transactionalId: string };

export type BrokerProcessEvent =
  | { readonly type: 'assigned' | 'revoked'; readonly partitions: readonly number[] }
  | { readonly type: 'records'; readonly partition: number; readonly values: readonly string[] }
  | { readonly type: 'sent' }
  | { readonly type: 'committed'; readonly records: number }
  | { readonly type: 'done' };

type TaskOf<Role extends BrokerTask['role']> = Extract<BrokerTask, { role: Role }>;

function tell(event: BrokerProcessEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

async function consume(broker: Broker, task: TaskOf<'consume'>): Promise<void> {
  const consumer = broker.createConsumer({ ...task, clientId: 'process' });
  for await (const delivery of consumer.consume(new AbortController().signal)) {
    if (delivery.type === 'assigned' || delivery.type === 'revoked') {
      tell({ type: delivery.type, partitions: delivery.partitions });
    }
    if (delivery.type !== 'records') continue;
    const { partition, nextOffset, records } = delivery.batch;
    tell({ type: 'records', partition, values: records.map(({ value }) => value.toString()) });
    await consumer.commit(new Map([[partition, { offset: nextOffset, metadata: '' }]]));
  }
}

async function produce(broker: Broker, task: TaskOf<'produce'>): Promise<void> {
  const producer = await broker.openProducer({ transactionalId: task.name });
  for (let done = 0; done < task.transactions * task.records; done += task.records) {
    const records = Array.from({ length: task.records }, (_, index) => {
      const name = `${task.name}-${done + index}`;
      return { key: name, value: name.padEnd(task.valueBytes) };
    });
    const transaction = await producer.begin();
    await transaction.send(task.topic, records);
    const value = String(done + task.records);
    await transaction.commit(() => ({ key: task.name, value }));
    tell({ type: 'committed', records: done + task.records });
  }
}

async function send(broker: Broker, task: TaskOf<'send'>): Promise<void> {
  const { transactionalId, topic } = task;
  const producer = await broker.openProducer({ transactionalId });
  const transaction = await producer.begin();
  await transaction.send(topic, [{ key: 'lost', value: 'never committed' }]);
  tell({ type: 'sent' });
  await new Promise((resolve) => setTimeout(resolve, 60_000));
}

async function perform(broker: Broker, task: BrokerTask): Promise<void> {
  switch (task.role) {
    case 'consume':
      return await consume(broker, task);
    case 'produce':
      return await produce(broker, task);
    case 'send':
      return await send(broker, task);
  }
}

const { address, task }: { address: BrokerAddress; task: BrokerTask } = JSON.parse(
  process.argv[2] ?? '',
);
const broker = await openBrokerAt(address);
await perform(broker, task);
await broker.close();
tell({ type: 'done' });
