import { expect, test } from 'vitest';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { selectWork } from '../../../../src/state/selectors/engine-work.ts';
import { initialState, reduce } from '../../../../src/state/store.ts';

const FULL = { code: 'DISK_FULL', message: 'full', hint: null } as const;
const STARTED: ConsoleEvent = { type: 'exports/snapshot-started', at: 1 };

function workAfter(...events: readonly ConsoleEvent[]): string | null {
  return selectWork(events.reduce(reduce, initialState));
}

test('a snapshot is work from its start until it is written or has failed', () => {
  expect(workAfter()).toBeNull();
  expect(workAfter(STARTED)).toBe('is writing a snapshot');
  expect(
    workAfter(STARTED, { type: 'exports/snapshot-written', directory: 'd', bytes: 1, at: 2 }),
  ).toBeNull();
  expect(workAfter(STARTED, { type: 'exports/snapshot-failed', failure: FULL, at: 2 })).toBeNull();
});
