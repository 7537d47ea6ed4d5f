import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { ConsoleError } from '../../../../src/domain/errors.ts';
import { consume } from '../../../../src/state/commands/consume.ts';
import {
  type ConsumeSetup,
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

  await consume({ ...deps, dispatch }, { batchSize: 100, exportIntervalMs: 60_000 }, stop.signal);

  expect(setup.totals().total).toBe(50);
  const committed = await setup.broker.committedOffsets(GROUP, TOPIC);
  expect([...committed.values()].map(({ metadata }) => metadata)).toContain(store.storeId);
  expect((await setup.broker.describeGroup(GROUP)).members).toEqual([]);
});

test('two members share the partitions and together count everything once', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 300));
  const stop = new AbortController();
  const options = { batchSize: 10, exportIntervalMs: 60_000 };

  const members = [setup.member(), setup.member()].map(({ deps }) =>
    consume(deps, options, stop.signal),
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
