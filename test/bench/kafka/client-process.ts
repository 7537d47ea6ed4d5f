/**
 * One measurement in a process of its own, so that none is faster for what ran before it. Gets its
 * task as JSON in its first argument and ends with its figures as a line of JSON on stdout.
 */
import { openKafkaBroker } from '../../../src/services/broker/kafka/kafka-broker.ts';
import { kafkaOptions } from '../../support/broker/open-broker.ts';
import { measurePauses } from '../../support/broker/pause-times.ts';
import { measureConsume } from '../measured-consume.ts';
import { measureIngest } from '../measured-ingest.ts';
import { plainConsume, plainProduce } from './plain-loops.ts';
import { withoutTransactions } from './without-transactions.ts';

const PAUSES = 20;

export type ClientTask = {
  readonly role:
    | 'ingest'
    | 'ingest without transactions'
    | 'plain producer'
    | 'consume'
    | 'plain consumer'
    | 'pauses';
  readonly bootstrapServers: string;
  readonly topic: string;
  readonly dataset: string;
  readonly directory: string;
  /** What the topic holds, for who cannot tell its end. */
  readonly records: number;
};

async function perform(task: ClientTask): Promise<unknown> {
  if (task.role === 'plain producer') return plainProduce(task, task.dataset);
  if (task.role === 'plain consumer') return plainConsume(task, task.records);
  const broker = await openKafkaBroker(kafkaOptions(task));
  try {
    switch (task.role) {
      case 'ingest':
        return await measureIngest(broker, task);
      case 'ingest without transactions':
        return await measureIngest(await withoutTransactions(broker), task);
      case 'consume':
        return await measureConsume(broker, task);
      case 'pauses':
        return await measurePauses(broker, task.topic, PAUSES);
    }
  } finally {
    await broker.close();
  }
}

const task: ClientTask = JSON.parse(process.argv[2] ?? '');
process.stdout.write(`${JSON.stringify(await perform(task))}\n`);
