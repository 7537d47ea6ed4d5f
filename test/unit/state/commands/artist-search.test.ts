import { expect, test } from 'vitest';
import { mergeAnalytics } from '../../../../src/domain/analytics/analytics-totals.ts';
import { STEP_NAMES } from '../../../../src/domain/analytics/name-search.ts';
import { PartitionAnalytics } from '../../../../src/domain/analytics/partition-analytics.ts';
import { createArtistSearch } from '../../../../src/state/commands/artist-search.ts';
import { never } from '../../../support/csv/sources.ts';
import { trackOf } from '../../../support/tracks.ts';

const AT_ONCE = { clock: { now: () => 0 }, sleep: async () => {} };

function counted(...artists: readonly string[]) {
  const part = new PartitionAnalytics();
  artists.forEach((field, index) => {
    part.add(trackOf({ track_id: `id-${index}`, artists: field }), 'tag');
  });
  return mergeAnalytics([part]);
}

/** Each look at it is a turn later. */
function steppingClock() {
  let now = 0;
  return { now: () => (now += 9) };
}

test('a question is answered by what the newest update has counted', async () => {
  const { update, search } = createArtistSearch(AT_ONCE, never);
  const before = await search({ kind: 'field', text: 'bo' }, never);
  update(counted('Bo', 'Ada;Bo'));
  const field = await search({ kind: 'field', text: 'bo' }, never);
  const name = await search({ kind: 'name', text: 'bo' }, never);
  update(counted('Bo', 'Ada;Bo', 'Cy', 'Bob'));
  const after = await search({ kind: 'name', text: 'bo' }, never);

  expect(before).toEqual({ total: 0, matches: 0, best: [] });
  expect([field, name, after].map(({ total, matches }) => [total, matches])).toEqual([
    [2, 2],
    [2, 1],
    [4, 2],
  ]);
});

test('one question after the other is looked for, however many there are', async () => {
  let now = 0;
  const order: string[] = [];
  const sleep = async () => {
    order.push('rest');
  };
  // Every look at the clock finds a turn over: there is a rest after each step.
  const clock = { now: () => (now += 9) };
  const { update, search } = createArtistSearch({ clock, sleep }, never);
  update(counted(...Array.from({ length: STEP_NAMES + 1 }, (_, index) => `name ${index}`)));

  await Promise.all(
    ['x', 'y'].map(async (text) => {
      await search({ kind: 'field', text }, never);
      order.push(text);
    }),
  );

  expect(order).toEqual(['rest', 'rest', 'x', 'rest', 'rest', 'y']);
});

test('a question that was stopped does not stop the next one', async () => {
  const stop = new Error('stopped');
  let isFirst = true;
  const sleep = async () => {
    if (isFirst) throw stop;
  };
  const clock = steppingClock();
  const { update, search } = createArtistSearch({ clock, sleep }, never);
  update(counted('Bo'));

  const first = search({ kind: 'field', text: 'bo' }, never).finally(() => {
    isFirst = false;
  });

  await expect(first).rejects.toBe(stop);
  expect(await search({ kind: 'field', text: 'bo' }, never)).toMatchObject({ matches: 1 });
});

test('of who is gone nothing is looked for, and the next one waits for nobody', async () => {
  const leaving = new AbortController();
  let rests = 0;
  const clock = steppingClock();
  const sleep = async (_: number, signal: AbortSignal) => {
    rests += 1;
    signal.throwIfAborted();
  };
  const { update, search } = createArtistSearch({ clock, sleep }, never);
  update(counted('Bo'));

  const gone = Array.from({ length: 200 }, () =>
    search({ kind: 'field', text: 'bo' }, leaving.signal),
  );
  const honest = search({ kind: 'field', text: 'bo' }, never);
  leaving.abort(new Error('gone'));
  const outcomes = await Promise.allSettled(gone);

  expect(await honest).toMatchObject({ matches: 1 });
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toEqual([]);
  // One look for matches, one for their ranks.
  expect(rests).toBe(2);
});

test('who leaves in the middle of a search ends it', async () => {
  const leaving = new AbortController();
  let rests = 0;
  const clock = steppingClock();
  const sleep = async (_: number, signal: AbortSignal) => {
    rests += 1;
    leaving.abort(new Error('gone'));
    signal.throwIfAborted();
  };
  const { update, search } = createArtistSearch({ clock, sleep }, never);
  update(counted(...Array.from({ length: STEP_NAMES + 1 }, (_, index) => `name ${index}`)));

  await expect(search({ kind: 'field', text: 'x' }, leaving.signal)).rejects.toThrow('gone');

  expect(rests).toBe(1);
});
