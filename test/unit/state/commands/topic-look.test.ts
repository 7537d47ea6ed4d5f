import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ConsoleError } from '../../../../src/domain/errors.ts';
import { openEmbeddedBroker } from '../../../../src/services/broker/embedded/embedded-broker.ts';
import { systemClock } from '../../../../src/services/clock.ts';
import type { Broker } from '../../../../src/services/ports.ts';
import { createTopicLook } from '../../../../src/state/commands/topic-look.ts';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { createConsoleStore } from '../../../../src/state/store.ts';
import { never } from '../../../support/csv/sources.ts';
import { createManualTime } from '../../../support/manual-time.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const SPEC = { name: 'tracks', partitions: 2, replicationFactor: 1, retentionMs: null };

/** @param fault - comes before the answer to a call */
function setUp(fault: (call: keyof Broker) => Promise<void> | undefined = () => undefined) {
  const path = join(scratchDirectory(), 'log.db');
  const broker = openEmbeddedBroker({ path, clock: systemClock });
  onTestFinished(() => broker.close());
  const store = createConsoleStore();
  const time = createManualTime(7_000);
  const events: ConsoleEvent[] = [];
  const calls: string[] = [];
  const call = async <Result>(name: keyof Broker, work: () => Promise<Result>) => {
    calls.push(name);
    await fault(name);
    return await work();
  };
  const look = createTopicLook({
    broker: {
      describeTopic: (name) => call('describeTopic', () => broker.describeTopic(name)),
      committedOffsets: (...of) => call('committedOffsets', () => broker.committedOffsets(...of)),
      describeGroup: (id) => call('describeGroup', () => broker.describeGroup(id)),
    },
    topic: 'tracks',
    group: 'analytics',
    looksPerGroup: 3,
    intervalMs: 1_000,
    clock: time.clock,
    sleep: time.sleep,
    getTopic: () => store.getState().topic,
    dispatch: (event) => {
      events.push(event);
      store.dispatch(event);
    },
  });
  return { broker, store, events, calls, time, look: async () => look(never) };
}

async function publish(broker: Broker, key: string): Promise<void> {
  const producer = await broker.openProducer({ transactionalId: 'test' });
  const transaction = await producer.begin();
  await transaction.send('tracks', [{ key, value: 'v' }]);
  await transaction.commit(() => ({ key: 'test', value: '{}' }));
  await producer.close();
}

test('it tells offsets of topic and group, members and owners', async () => {
  const { broker, look, events } = setUp();
  await broker.ensureTopic(SPEC);
  await publish(broker, 'a');
  await broker.resetOffsets('analytics', 'tracks', new Map([[0, 1]]));
  const job = new AbortController();
  const consumer = broker.createConsumer({
    groupId: 'analytics',
    topic: 'tracks',
    clientId: 'member-1',
  });
  const deliveries = consumer.consume(job.signal);
  await deliveries[Symbol.asyncIterator]().next();

  await look();
  job.abort();

  const ends = (await broker.describeTopic('tracks'))?.partitions.map((part) => part.logEndOffset);
  expect(events).toEqual([
    {
      type: 'topic/described',
      partitions: [0, 1].map((partition) => ({
        partition,
        logStartOffset: 0,
        logEndOffset: ends?.[partition],
        committedOffset: partition === 0 ? 1 : null,
        owner: 'member-1',
      })),
      members: 1,
      at: 7_000,
    },
  ]);
});

test('it tells only what has changed', async () => {
  const { broker, look, events } = setUp();
  await broker.ensureTopic(SPEC);

  await look();
  await look();
  const before = events.length;
  await publish(broker, 'a');
  await look();

  expect(before).toBe(1);
  expect(events).toHaveLength(2);
});

test('it asks for the group at every third look only', async () => {
  const { broker, look, calls } = setUp();
  await broker.ensureTopic(SPEC);

  for (let looks = 0; looks < 6; looks += 1) await look();

  expect(calls.filter((name) => name === 'describeGroup')).toHaveLength(2);
  expect(calls.filter((name) => name === 'describeTopic')).toHaveLength(6);
});

test('a broker that does not answer is told of, and that it is back, though nothing has changed', async () => {
  let isAway = false;
  const { broker, look, store, events } = setUp(() => {
    if (isAway) throw new ConsoleError('BROKER_UNREACHABLE', 'Nobody answers');
    return undefined;
  });
  await broker.ensureTopic(SPEC);
  await look();

  isAway = true;
  await look();
  const away = store.getState().topic;
  isAway = false;
  await look();

  expect(away).toMatchObject({
    partitions: [{ partition: 0 }, { partition: 1 }],
    unreachable: { since: 7_000, retryAt: 8_000, failure: { code: 'BROKER_UNREACHABLE' } },
  });
  expect(events.map(({ type }) => type)).toEqual([
    'topic/described',
    'topic/unreachable',
    'topic/described',
  ]);
});

test('a broker that keeps silent is told of before its answer is given up', async () => {
  let answer = () => {};
  const { broker, look, events, time } = setUp((name) => {
    if (name !== 'describeTopic') return undefined;
    return new Promise<void>((resolve) => {
      answer = resolve;
    });
  });
  await broker.ensureTopic(SPEC);
  const looking = look();

  await time.advance(4_900);
  const early = events.length;
  await time.advance(200);
  const late = [...events];
  answer();
  await looking;
  await time.advance(60_000);

  expect(early).toBe(0);
  expect(late).toMatchObject([
    // The question is still open: there is no next one to count down to.
    { type: 'topic/unreachable', since: 7_000, at: 12_000, retryAt: 12_000 },
    {
      type: 'notice/raised',
      level: 'warning',
      text: 'No answer for 5 s from the broker; waiting for it',
    },
  ]);
  expect(events.slice(2).map(({ type }) => type)).toEqual(['topic/described']);
});

test('a topic that is not made yet is no news, one that is gone is', async () => {
  const { broker, look, events } = setUp();

  await look();
  const before = events.length;
  await broker.ensureTopic(SPEC);
  await look();
  await broker.deleteTopic('tracks');
  await look();

  expect(before).toBe(0);
  expect(events.at(-1)).toMatchObject({
    type: 'topic/unreachable',
    failure: { code: 'TOPIC_MISSING' },
  });
});
