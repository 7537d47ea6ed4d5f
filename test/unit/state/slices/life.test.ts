import { expect, test } from 'vitest';
import { initialState, reduce } from '../../../../src/state/store.ts';

const NOT_SAVED = { code: 'LAST_SAVE_FAILED', message: '7 not saved', hint: 'Mend.' } as const;

test('an engine runs, stops once, and ends with what it could not save', () => {
  const stopping = reduce(initialState, { type: 'engine/stopping', at: 10 });
  const still = reduce(stopping, { type: 'engine/stopping', at: 20 });
  const ended = reduce(still, { type: 'engine/ended', failure: NOT_SAVED, at: 30 });

  expect(initialState.life).toEqual({ name: 'running' });
  expect(stopping.life).toEqual({ name: 'stopping', since: 10 });
  expect(still).toBe(stopping);
  expect(ended.life).toEqual({ name: 'ended', at: 30, failure: NOT_SAVED });
});
