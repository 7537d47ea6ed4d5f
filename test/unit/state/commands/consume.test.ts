import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConsoleError } from '../../../../src/domain/errors.ts';
import { consume } from '../../../../src/state/commands/consume.ts';
import type { Counting } from '../../../../src/state/commands/counted-states.ts';
import type { ConsumeOptions } from '../../../../src/state/commands/membership.ts';
import { readTopic } from '../../../support/broker/topics.ts';
import {
  type ConsumeSetup,
  consumeOptions,
  GROUP,
  setUpConsume,
  TAG,
  TOPIC,
  trackRecords,
  withSave,
} from '../../../support/consume-setup.ts';
import { never } from '../../../support/csv/sources.ts';

async function consumeAll(setup: ConsumeSetup): Promise<void> {
  await consume(setup.member().deps, await setup.untilNow(), never);
}

function countedNow({ events }: ConsumeSetup): number {
  return events.reduce(
    (sum, event) => sum + (event.type === 'consumer/batch-counted' ? event.records : 0),
    0,
  );
}

test('every track is counted once and has one line in the track file', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 250));

  await consumeAll(setup);

  expect(setup.totals()).toMatchObject({ total: 250, uniqueTracks: 250, foreign: 0 });
  expect(setup.totals().datasets).toEqual(new Map([[TAG, 250]]));
  expect(setup.trackLines()).toHaveLength(250);
});

test('a second member goes on where the first one ended', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 40));
  await consumeAll(setup);
  await setup.publish(trackRecords(40, 100));

  await consumeAll(setup);

  expect(countedNow(setup)).toBe(100);
  expect(setup.totals()).toMatchObject({ total: 100, uniqueTracks: 100 });
  expect(setup.trackLines()).toHaveLength(100);
});

test('a rewind of the group by another tool counts nothing twice', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 60));
  await consumeAll(setup);
  await setup.broker.resetOffsets(
    GROUP,
    TOPIC,
    new Map([
      [0, 0],
      [1, 0],
      [2, 0],
    ]),
  );
  await setup.publish(trackRecords(60, 70));

  await consumeAll(setup);

  expect(setup.totals()).toMatchObject({ total: 70, uniqueTracks: 70 });
  expect(setup.trackLines()).toHaveLength(70);
});

test('the committed offsets are those of the saved state and name its store', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 30));
  const { deps, store } = setup.member();

  await consume(deps, await setup.untilNow(), never);

  const committed = await setup.broker.committedOffsets(GROUP, TOPIC);
  const saved = store.loadAll().partitions;
  expect(saved.map(({ nextOffset }) => nextOffset).reduce((left, right) => left + right)).toBe(30);
  for (const { partition, nextOffset } of saved) {
    expect(committed.get(partition)).toEqual({ offset: nextOffset, metadata: store.storeId });
  }
});

test('foreign and unreadable records are counted apart and never stop it', async () => {
  const setup = await setUpConsume();
  await setup.publish([
    ...trackRecords(0, 5),
    { key: 'x', value: 'no json at all', headers: { dataset: TAG } },
    { key: 'y', value: '{"track_id":"y"}', headers: { dataset: TAG } },
    { key: null, value: Buffer.from([0xff, 0x00]) },
    ...trackRecords(5, 9),
  ]);

  await consumeAll(setup);

  expect(setup.totals()).toMatchObject({ total: 9, foreign: 1, unreadable: 2 });
  expect(setup.trackLines()).toHaveLength(9);
});

test('a stop saves, commits and leaves the group', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 50));
  const stop = new AbortController();
  const { deps, store } = setup.member();
  const dispatch: typeof deps.dispatch = (event) => {
    if (event.type === 'consumer/caught-up') stop.abort();
  };

  await consume({ ...deps, dispatch }, consumeOptions, stop.signal);

  expect(setup.totals().total).toBe(50);
  const committed = await setup.broker.committedOffsets(GROUP, TOPIC);
  expect([...committed.values()].map(({ metadata }) => metadata)).toContain(store.storeId);
  expect((await setup.broker.describeGroup(GROUP)).members).toEqual([]);
});

test('two members share the partitions and together count everything once', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 300));
  const stop = new AbortController();

  const members = [setup.member(), setup.member()].map(({ deps }) =>
    consume(deps, consumeOptions, stop.signal),
  );
  await expect.poll(async () => (await setup.broker.describeGroup(GROUP)).members).toHaveLength(2);
  await setup.publish(trackRecords(300, 600));
  await expect.poll(() => setup.totals().total).toBe(600);
  stop.abort();
  await Promise.all(members);

  expect(setup.totals()).toMatchObject({ total: 600, uniqueTracks: 600 });
  expect(new Set(setup.trackLines().map((line) => line.split(',')[0])).size).toBe(1);
  expect(setup.trackLines()).toHaveLength(600);
});

test('a member whose partitions were taken over drops what it had not saved and joins again', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 90));
  const { deps, store } = setup.member();
  let isTaken = false;
  const fenced = withSave(store, (save) => {
    if (!isTaken) {
      isTaken = true;
      for (const { partition } of save.partitions) store.claim(partition, 'somebody-else');
    }
    store.save(save);
  });

  await consume({ ...deps, store: fenced }, await setup.untilNow(), never);

  expect(setup.events.filter(({ type }) => type === 'consumer/joining')).toHaveLength(2);
  expect(setup.totals()).toMatchObject({ total: 90, uniqueTracks: 90 });
  expect(setup.trackLines()).toHaveLength(90);
});

test('a save that fails loses nothing: the next member counts what was not saved', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 30));
  const { deps, store } = setup.member();
  const full = withSave(store, () => {
    throw new ConsoleError('DISK_FULL', 'No space left');
  });

  const failing = consume({ ...deps, store: full }, await setup.untilNow(), never);

  await expect(failing).rejects.toMatchObject({ code: 'DISK_FULL' });
  await consumeAll(setup);
  expect(setup.totals()).toMatchObject({ total: 30, uniqueTracks: 30 });
});

test('a track file that was removed is rebuilt with every record once', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 120));
  await consumeAll(setup);
  const before = setup.trackLines().length;
  rmSync(dirname(setup.trackFile), { recursive: true });
  await setup.publish(trackRecords(120, 130));

  await consumeAll(setup);

  expect(before).toBe(120);
  expect(setup.trackLines()).toHaveLength(130);
  expect(setup.totals().total).toBe(130);
});

test('a track file that is missing at the start is rebuilt at once, not at the next save', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 40));
  await consumeAll(setup);
  rmSync(setup.trackFile);
  const stop = new AbortController();
  const { deps } = setup.member();
  const saveExports: typeof deps.saveExports = async (states) => {
    await deps.saveExports(states);
    stop.abort();
  };

  await consume({ ...deps, saveExports }, consumeOptions, stop.signal);

  expect(setup.trackLines()).toHaveLength(40);
});

test('a record below the covered offset is not counted again, wherever reading starts', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 60));
  await consumeAll(setup);
  const { deps } = setup.member();
  // A broker may deliver from before the place that was sought.
  const consumer = {
    ...deps.consumer,
    seek: (partition: number) => deps.consumer.seek(partition, 0),
  };
  await setup.publish(trackRecords(60, 70));

  await consume({ ...deps, consumer }, await setup.untilNow(), never);

  expect(setup.totals()).toMatchObject({ total: 70, uniqueTracks: 70 });
  expect(setup.trackLines()).toHaveLength(70);
});

test('a paused consumer that lags behind saves what it has and stops when asked to', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 20));
  const stop = new AbortController();
  const { deps } = setup.member();
  let isPaused = false;
  const dispatch: typeof deps.dispatch = (event) => {
    setup.events.push(event);
    if (event.type !== 'consumer/batch-counted' || isPaused) return;
    isPaused = true;
    deps.consumer.pause();
  };

  const consuming = consume({ ...deps, dispatch }, consumeOptions, stop.signal);
  await expect.poll(() => isPaused).toBe(true);
  await setup.publish(trackRecords(20, 80));
  const counted = countedNow(setup);
  // A save that fell due in the middle of the batch has a part of it.
  await expect.poll(() => setup.totals().total).toBe(counted);
  stop.abort();
  await consuming;

  expect(countedNow(setup)).toBe(counted);
  expect(setup.totals().total).toBe(counted);
  expect(counted).toBeGreaterThan(0);
  expect(counted).toBeLessThan(80);
});

test('a store that is busy for a while is tried again, and nothing is lost', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 30));
  const { deps, store } = setup.member();
  let saves = 0;
  const busy = withSave(store, (save) => {
    saves += 1;
    if (saves < 4) throw new ConsoleError('STORE_BUSY', 'in use');
    store.save(save);
  });

  await consume({ ...deps, store: busy }, await setup.untilNow(), never);

  expect(setup.totals().total).toBe(30);
  expect(setup.events.filter(({ type }) => type === 'consumer/retrying')).toHaveLength(3);
});

test('a service waits for space on a full disk and then goes on', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 30));
  const { deps, store } = setup.member();
  let saves = 0;
  const full = withSave(store, (save) => {
    saves += 1;
    if (saves < 3) throw new ConsoleError('DISK_FULL', 'No space left');
    store.save(save);
  });
  const options = { ...(await setup.untilNow()), waitsForDisk: true };

  await consume({ ...deps, store: full }, options, never);

  expect(setup.totals().total).toBe(30);
  expect(setup.trackLines()).toHaveLength(30);
});

test('what was counted of a partition is saved before it is given up', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 40));
  const { deps } = setup.member();
  const consumer: typeof deps.consumer = {
    ...deps.consumer,
    async *consume(signal) {
      let position = 0;
      for await (const delivery of deps.consumer.consume(signal)) {
        yield delivery;
        if (delivery.type === 'records') position = delivery.batch.partition + 1;
        if (position === 0 || delivery.type !== 'records') continue;
        yield { type: 'revoked', partitions: [delivery.batch.partition] };
        return;
      }
    },
  };

  await consume({ ...deps, consumer }, { ...consumeOptions, batchSize: 100 }, never);

  const [counted] = setup.events.filter(({ type }) => type === 'consumer/batch-counted');
  expect(counted).toMatchObject({ records: expect.any(Number) });
  expect(setup.totals().total).toBe(countedNow(setup));
  expect(setup.totals().total).toBeGreaterThan(0);
});

test('records that retention removed are skipped and counted as expired, once', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 30));
  await consumeAll(setup);
  const { deps, store } = setup.member();
  const before = store.loadAll().partitions[0]?.nextOffset ?? 0;
  const consumer: typeof deps.consumer = {
    ...deps.consumer,
    async *consume() {
      yield { type: 'assigned', partitions: [0], generation: 1, memberId: 'me' };
      yield { type: 'expired', partition: 0, from: before - 5, to: before + 7 };
      yield { type: 'idle', isPaused: false, positions: new Map([[0, before + 7]]) };
    },
  };

  await consume({ ...deps, consumer }, consumeOptions, never);

  expect(store.loadAll().partitions[0]).toMatchObject({
    nextOffset: before + 7,
    expiredRecords: 7,
  });
});

test('records that expired in an earlier run are still named by the next member', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 30));
  await consumeAll(setup);
  const { deps, store } = setup.member();
  const before = store.loadAll().partitions[0]?.nextOffset ?? 0;
  const expire = (from: number, to: number): typeof deps.consumer => ({
    ...deps.consumer,
    async *consume() {
      yield { type: 'assigned', partitions: [0], generation: 1, memberId: 'me' };
      yield { type: 'expired', partition: 0, from, to };
      yield { type: 'idle', isPaused: false, positions: new Map([[0, to]]) };
    },
  });
  const counted: Counting[] = [];
  const onCounting: typeof deps.onCounting = (counting) => counted.push(counting);

  const earlier = expire(before, before + 7);
  await consume({ ...deps, consumer: earlier, onCounting }, consumeOptions, never);
  const later = expire(before + 7, before + 10);
  await consume({ ...deps, consumer: later, onCounting }, consumeOptions, never);

  const expired = counted.map((counting) => counting.states().map((state) => state.expiredRecords));
  expect(expired).toEqual([[7], [10]]);
  expect(store.loadAll().partitions[0]).toMatchObject({ expiredRecords: 10 });
});

test('active time is that in which records flowed, not that of waiting', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 30));
  const { deps, store } = setup.member();
  let now = 1_000_000;
  const clock = { now: () => now };
  const dispatch: typeof deps.dispatch = (event) => {
    if (event.type === 'consumer/batch-counted') now += 100;
    if (event.type === 'consumer/caught-up') now += 60_000;
  };

  await consume({ ...deps, clock, dispatch }, await setup.untilNow(), never);

  const batches = 3;
  expect(store.loadAll().activeMs).toBeLessThanOrEqual(batches * 100);
  expect(store.loadAll().activeMs).toBeGreaterThan(0);
});

test('between two saves there is at most the save interval', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 200));
  const { deps, store } = setup.member();
  let now = 1_000_000;
  const activeMs: number[] = [];
  const counting = withSave(store, (save) => {
    activeMs.push(save.activeMs);
    store.save(save);
  });
  const trackLine: typeof deps.trackLine = (track, at) => {
    now += 50;
    return deps.trackLine(track, at);
  };

  await consume(
    { ...deps, store: counting, clock: { now: () => now }, trackLine },
    { ...(await setup.untilNow()), batchSize: 1 },
    never,
  );

  // 200 records of 50 ms each, a save after every 250 ms.
  expect(activeMs.length).toBeGreaterThanOrEqual(40);
  expect(activeMs.length).toBeLessThanOrEqual(45);
  expect(activeMs.slice(0, 30).every((each) => each === 250)).toBe(true);
});

test('a consumer that has read everything saves when the save interval is over, not at once', async () => {
  const setup = await setUpConsume();
  const { deps, store } = setup.member();
  await setup.publish(trackRecords(0, 30));
  const { partitions = [] } = (await setup.broker.describeTopic(TOPIC)) ?? {};
  const records = await readTopic(setup.broker, TOPIC);
  let now = 1_000_000;
  const savedAt: number[] = [];
  const counting = withSave(store, (save) => {
    savedAt.push(now - 1_000_000);
    store.save(save);
  });
  const consumer: typeof deps.consumer = {
    ...deps.consumer,
    commit: async () => {},
    async *consume() {
      const [{ logEndOffset } = { logEndOffset: 0 }] = partitions;
      const batch = { topic: TOPIC, partition: 0, nextOffset: logEndOffset, logEndOffset };
      const positions = new Map([[0, logEndOffset]]);
      yield { type: 'assigned', partitions: [0], generation: 1, memberId: 'me' };
      yield { type: 'records', batch: { ...batch, records: records.slice(0, logEndOffset) } };
      for (const waited of [0, 100, 200, 260, 300]) {
        now = 1_000_000 + waited;
        yield { type: 'idle', isPaused: false, positions };
      }
    },
  };

  await consume(
    { ...deps, store: counting, consumer, clock: { now: () => now } },
    { ...consumeOptions, batchSize: 1_000 },
    never,
  );

  expect(savedAt).toEqual([260]);
});

test('exports are saved at every interval, with the track file put right first', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 50));
  const stop = new AbortController();
  const { deps } = setup.member();
  const done: string[] = [];
  const consuming = consume(
    {
      ...deps,
      rebuildTrackFile: async (signal) => {
        done.push('rebuilt');
        await deps.rebuildTrackFile(signal);
      },
      saveExports: async () => {
        done.push('exported');
        // The first saves may come before the last record, or before any.
        if (setup.totals().total < 50) return;
        if (done.includes('rebuilt')) stop.abort();
        else rmSync(setup.trackFile);
      },
    },
    { ...consumeOptions, exportIntervalMs: 20 },
    stop.signal,
  );
  await consuming;

  const rebuiltAt = done.indexOf('rebuilt');
  expect(done.slice(rebuiltAt - 1, rebuiltAt + 2)).toEqual(['exported', 'rebuilt', 'exported']);
  expect(setup.trackLines()).toHaveLength(50);
});

test('partitions that another store has counted are named and left to it', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 60));
  await consumeAll(setup);
  const { deps, store } = setup.member('another-host');
  const stop = new AbortController();
  const dispatch: typeof deps.dispatch = (event) => {
    setup.events.push(event);
    if (event.type === 'consumer/caught-up') stop.abort();
  };

  await consume({ ...deps, dispatch }, consumeOptions, stop.signal);

  const notices = setup.events.filter(({ type }) => type === 'notice/raised');
  expect(notices).toHaveLength(3);
  expect(notices[0]).toMatchObject({ text: expect.stringContaining('another analytics store') });
  expect(store.loadAll().partitions.every(({ nextOffset }) => nextOffset === 0)).toBe(true);
});

test('who must count everything refuses partitions of another store', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 60));
  await consumeAll(setup);

  const failing = consume(setup.member('another-host').deps, await setup.untilNow(), never);

  await expect(failing).rejects.toMatchObject({ code: 'PARTITION_ELSEWHERE', exitCode: 1 });
});

test('what this store has counted it goes on counting, whoever committed for the group since', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 60));
  await consumeAll(setup);
  await setup.publish(trackRecords(60, 90));
  const { deps } = setup.member();
  const offset = { offset: 5, metadata: 'another-store' };
  const committedOffsets = async () => new Map([0, 1, 2].map((partition) => [partition, offset]));

  await consume({ ...deps, committedOffsets }, await setup.untilNow(), never);

  expect(setup.totals().total).toBe(90);
});

describe('a stop while a save is tried again', () => {
  const PATIENT: ConsumeOptions = { ...consumeOptions, waitsForDisk: true };

  /** A member whose first attempts to save fail, and that is stopped at the first of them. */
  async function stopAtFailingSave(failures: number) {
    const setup = await setUpConsume();
    await setup.publish(trackRecords(0, 30));
    const { deps, store } = setup.member();
    const stop = new AbortController();
    let saves = 0;
    const full = withSave(store, (save) => {
      saves += 1;
      if (saves <= failures)
        throw new ConsoleError('DISK_FULL', 'No space left', { hint: 'Mend.' });
      store.save(save);
    });
    const dispatch: typeof deps.dispatch = (event) => {
      setup.events.push(event);
      if (event.type === 'consumer/retrying') stop.abort(new ConsoleError('INTERRUPTED', 'stop'));
    };
    return { setup, ended: consume({ ...deps, store: full, dispatch }, PATIENT, stop.signal) };
  }

  test('saves at a last attempt', async () => {
    const { setup, ended } = await stopAtFailingSave(1);

    await ended;

    expect(countedNow(setup)).toBeGreaterThan(0);
    expect(setup.totals().total).toBe(countedNow(setup));
    expect(setup.events.at(-1)).toMatchObject({ type: 'consumer/left' });
  });

  test('that fails to the end is no regular end: it says what is not saved, why, and what then', async () => {
    const { setup, ended } = await stopAtFailingSave(Number.POSITIVE_INFINITY);

    const failure = await ended.catch((error: unknown) => error);

    expect(failure).toMatchObject({
      code: 'LAST_SAVE_FAILED',
      exitCode: 1,
      message: expect.stringMatching(
        /^The last save failed: \d+ records counted since the save before are not saved \(DISK_FULL: No space left\)$/,
      ),
      hint: 'Nothing is lost: the next start counts them again from the topic, and none twice. Mend.',
    });
    expect(setup.events.at(-1)).toMatchObject({
      type: 'consumer/failed',
      failure: { code: 'LAST_SAVE_FAILED' },
    });
    await consumeAll(setup);
    expect(setup.totals()).toMatchObject({ total: 30, uniqueTracks: 30 });
    expect(setup.trackLines()).toHaveLength(30);
  });
});

test('exports that cannot be saved on stopping are named as the old ones that they are', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 30));
  const { deps } = setup.member();
  const stop = new AbortController();
  const dispatch: typeof deps.dispatch = ({ type }) => {
    if (type === 'consumer/caught-up') stop.abort();
  };
  const saveExports = async () => {
    throw new ConsoleError('OUTPUT_UNWRITABLE', 'Cannot write output (EROFS)');
  };

  const ended = consume({ ...deps, dispatch, saveExports }, consumeOptions, stop.signal);

  await expect(ended).rejects.toMatchObject({
    code: 'LAST_SAVE_FAILED',
    exitCode: 1,
    message: expect.stringContaining('(OUTPUT_UNWRITABLE: Cannot write output (EROFS))'),
  });
  expect(setup.totals().total).toBe(30);
});

test('a stop while the broker is away ends in order: what was counted is saved, the offsets are named', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 30));
  const { deps } = setup.member();
  const stop = new AbortController();
  const consumer: typeof deps.consumer = {
    ...deps.consumer,
    commit: async () => {
      throw new ConsoleError('BROKER_UNREACHABLE', 'away');
    },
  };
  const dispatch: typeof deps.dispatch = (event) => {
    setup.events.push(event);
    if (event.type === 'consumer/retrying') stop.abort();
  };

  await consume({ ...deps, consumer, dispatch }, consumeOptions, stop.signal);

  expect(setup.totals().total).toBe(countedNow(setup));
  expect(countedNow(setup)).toBeGreaterThan(0);
  expect(setup.events).toContainEqual(
    expect.objectContaining({
      type: 'notice/raised',
      text: expect.stringContaining('offsets of the group could not be committed'),
    }),
  );
});
