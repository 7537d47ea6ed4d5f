import { expect, test } from 'vitest';
import type { ErrorCode } from '../../../../src/domain/errors.ts';
import { openAnalyticsStore } from '../../../../src/services/analytics-store/analytics-store.ts';
import {
  type CountedBeyondEnd,
  countedBeyondEnd,
} from '../../../../src/services/analytics-store/counted-beyond-end.ts';
import {
  countAndSave,
  makePlace,
  openStore,
  type Place,
} from '../../../support/analytics-place.ts';

function endsAt(...ends: readonly number[]) {
  return ends.map((logEndOffset, partition) => ({ partition, logStartOffset: 0, logEndOffset }));
}

/** A store that has counted 5 records of partition 0 and 3 of partition 1. */
function countedPlace(): Place {
  const place = makePlace();
  const store = openStore(place);
  countAndSave(store, store.claim(0, 'm'), 5);
  countAndSave(store, store.claim(1, 'm'), 3);
  store.close();
  return place;
}

function reopen(place: Place, beyondEnd: readonly CountedBeyondEnd[], notices: string[] = []) {
  const onNotice = (sentence: string) => notices.push(sentence);
  const store = openAnalyticsStore({ ...place, clock: { now: () => 0 }, onNotice, beyondEnd });
  const saved = [...store.savedOffsets()];
  store.close();
  return saved;
}

test('only what is counted further than the log goes is beyond its end', () => {
  const saved = new Map([
    [0, 5],
    [1, 3],
  ]);

  expect(countedBeyondEnd(saved, endsAt(5, 9, 0))).toEqual([]);
  expect(countedBeyondEnd(saved, endsAt(4, 3, 0))).toEqual([
    { partition: 0, nextOffset: 5, logEndOffset: 4 },
  ]);
});

test('a store that counts records which the log has lost is set aside, named, for a new one', () => {
  const place = countedPlace();
  const notices: string[] = [];

  const saved = reopen(place, [{ partition: 1, nextOffset: 3, logEndOffset: 2 }], notices);

  expect(saved).toEqual([]);
  expect(notices).toEqual([
    expect.stringMatching(
      /counts partition 1 up to offset 3, but the log ends at 2: it has lost records since; it is now .*set-aside.* counted again from the topic/,
    ),
  ]);
});

test('a store that somebody has put in its place meanwhile is kept', () => {
  const place = countedPlace();
  const notices: string[] = [];

  const saved = reopen(place, [{ partition: 0, nextOffset: 6, logEndOffset: 4 }], notices);

  expect(saved).toEqual([
    [0, 5],
    [1, 3],
  ]);
  expect(notices).toEqual([]);
});

test('a store that others count with is left where it is', () => {
  const place = countedPlace();
  openStore(place);

  const reopening = () => reopen(place, [{ partition: 0, nextOffset: 5, logEndOffset: 4 }]);

  const code: ErrorCode = 'STORE_CORRUPT';
  expect(reopening).toThrow(expect.objectContaining({ code }));
  expect([...openStore(place).savedOffsets()]).toHaveLength(2);
});
