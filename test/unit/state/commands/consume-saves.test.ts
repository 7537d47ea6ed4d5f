import { expect, test } from 'vitest';
import { ConsoleError } from '../../../../src/domain/errors.ts';
import type { ConsumerDelivery, StoredRecord } from '../../../../src/services/ports.ts';
import { consume } from '../../../../src/state/commands/consume.ts';
import { readTopic } from '../../../support/broker/topics.ts';
import {
  type ConsumeSetup,
  consumeOptions,
  setUpConsume,
  TOPIC,
  trackRecords,
  withSave,
} from '../../../support/consume-setup.ts';
import { never } from '../../../support/csv/sources.ts';

const ASSIGNED: ConsumerDelivery = {
  type: 'assigned',
  partitions: [0],
  generation: 1,
  memberId: 'me',
};

/** Some records of partition 0. */
async function recordsOf({ broker, publish }: ConsumeSetup): Promise<readonly StoredRecord[]> {
  await publish(trackRecords(0, 30));
  const { partitions = [] } = (await broker.describeTopic(TOPIC)) ?? {};
  return (await readTopic(broker, TOPIC)).slice(0, partitions[0]?.logEndOffset);
}

function batchOf(records: readonly StoredRecord[]): ConsumerDelivery {
  const nextOffset = (records.at(-1)?.offset ?? 0) + 1;
  const batch = { topic: TOPIC, partition: 0, records, nextOffset, logEndOffset: nextOffset };
  return { type: 'records', batch };
}

function idleAt(position: number, { isPaused }: { readonly isPaused: boolean }): ConsumerDelivery {
  return { type: 'idle', isPaused, positions: new Map([[0, position]]) };
}

test('the offsets of the group are committed when the state that covers them is saved, not before', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 90));
  const { deps, store } = setup.member();
  let saves = 0;
  const failing = withSave(store, (save) => {
    saves += 1;
    if (saves % 2 === 1) throw new ConsoleError('STORE_BUSY', 'in use');
    store.save(save);
  });
  const ahead: number[] = [];
  const consumer: typeof deps.consumer = {
    ...deps.consumer,
    commit: async (offsets) => {
      const saved = new Map(store.loadAll().partitions.map((each) => [each.partition, each]));
      for (const [partition, { offset }] of offsets) {
        ahead.push(offset - (saved.get(partition)?.nextOffset ?? 0));
      }
      await deps.consumer.commit(offsets);
    },
  };

  await consume({ ...deps, consumer, store: failing }, await setup.untilNow(), never);

  expect(saves).toBeGreaterThan(0);
  expect(ahead.length).toBeGreaterThan(0);
  expect(new Set(ahead)).toEqual(new Set([0]));
});

test('a consumer that pauses saves at once: nothing may come any more that makes a save due', async () => {
  const setup = await setUpConsume();
  const records = await recordsOf(setup);
  const { deps, store } = setup.member();
  const saved: number[] = [];
  const consumer: typeof deps.consumer = {
    ...deps.consumer,
    commit: async () => {},
    async *consume() {
      yield ASSIGNED;
      yield batchOf(records);
      yield idleAt(records.length, { isPaused: true });
      saved.push(store.loadAll().partitions[0]?.nextOffset ?? 0);
    },
  };
  const clock = { now: () => 1_000_000 };

  await consume({ ...deps, consumer, clock }, { ...consumeOptions, batchSize: 100 }, never);

  expect(saved).toEqual([records.length]);
});

test('who must count to an end goes on while one record of it is missing', async () => {
  const setup = await setUpConsume();
  const records = await recordsOf(setup);
  const { deps, store } = setup.member();
  const consumer: typeof deps.consumer = {
    ...deps.consumer,
    commit: async () => {},
    async *consume() {
      yield ASSIGNED;
      yield batchOf(records.slice(0, -1));
      yield idleAt(records.length - 1, { isPaused: true });
      yield batchOf(records.slice(-1));
      yield idleAt(records.length, { isPaused: false });
    },
  };
  const until = () => new Map([[0, records.length]]);

  await consume({ ...deps, consumer }, { ...consumeOptions, until }, never);

  expect(store.loadAll().partitions[0]?.nextOffset).toBe(records.length);
});

test('a member that was fenced when it is stopped ends in order: another counts what it had not saved', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 30));
  const { deps, store } = setup.member();
  const stop = new AbortController();
  let saves = 0;
  const fenced = withSave(store, (save) => {
    saves += 1;
    if (saves === 1) throw new ConsoleError('STORE_BUSY', 'in use');
    for (const { partition } of save.partitions) store.claim(partition, 'somebody-else');
    store.save(save);
  });
  const dispatch: typeof deps.dispatch = (event) => {
    setup.events.push(event);
    if (event.type === 'consumer/retrying') stop.abort();
  };

  await consume({ ...deps, store: fenced, dispatch }, consumeOptions, stop.signal);

  expect(saves).toBe(2);
  expect(setup.totals().total).toBe(0);
  expect(setup.events.at(-1)).toMatchObject({ type: 'consumer/left' });
});
