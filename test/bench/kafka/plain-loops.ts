import { createReadStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { Kafka, logLevel, type Message, Partitioners } from 'kafkajs';
import { type PhaseFigures, PhaseMeter } from '../phase-meter.ts';

type Place = { readonly bootstrapServers: string; readonly topic: string };

const BATCH = 1000;

function clientOf({ bootstrapServers }: Place): Kafka {
  return new Kafka({ brokers: [bootstrapServers], logLevel: logLevel.NOTHING });
}

/**
 * What one would write without this program: rows as text from the file to the topic, in batches, each
 * awaited. Nothing is checked, counted or made sure of.
 */
export async function plainProduce(place: Place, dataset: string): Promise<PhaseFigures> {
  const producer = clientOf(place).producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await createTopic(place);
  await producer.connect();
  const meter = new PhaseMeter();
  let sent = 0;
  let batch: Message[] = [];
  const send = async () => {
    await producer.send({ topic: place.topic, messages: batch });
    sent += batch.length;
    batch = [];
    meter.sample(sent);
  };
  meter.sample(0);
  const rows = parse({ columns: true });
  const unpack = dataset.endsWith('.gz') ? createGunzip() : new PassThrough();
  const reading = pipeline(createReadStream(dataset), unpack, rows);
  for await (const row of rows as AsyncIterable<Readonly<Record<string, string>>>) {
    batch.push({ key: row['track_id'] ?? null, value: JSON.stringify(row) });
    if (batch.length === BATCH) await send();
  }
  if (batch.length > 0) await send();
  await reading;
  await producer.disconnect();
  return meter.figures();
}

async function createTopic(place: Place): Promise<void> {
  const admin = clientOf(place).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: place.topic, numPartitions: 3 }] });
  await admin.disconnect();
}

/** Parses every record and counts its genre; nothing is saved. Ends with the last of so many records. */
export async function plainConsume(place: Place, records: number): Promise<PhaseFigures> {
  const consumer = clientOf(place).consumer({ groupId: `plain-${process.pid}-${place.topic}` });
  const meter = new PhaseMeter();
  const genres = new Map<string, number>();
  const read = Promise.withResolvers<void>();
  let done = 0;
  await consumer.connect();
  await consumer.subscribe({ topics: [place.topic], fromBeginning: true });
  consumer.on(consumer.events.GROUP_JOIN, () => meter.sample(0));
  await consumer.run({
    eachMessage: async ({ message }) => {
      const { track_genre: genre }: { readonly track_genre: string } = JSON.parse(
        message.value?.toString() ?? '{}',
      );
      genres.set(genre, (genres.get(genre) ?? 0) + 1);
      done += 1;
      if (done % BATCH === 0 || done === records) meter.sample(done);
      if (done === records) read.resolve();
    },
  });
  await read.promise;
  await consumer.disconnect();
  return meter.figures();
}
