import { expect, test } from 'vitest';
import { selectDrainTime } from '../../../../src/state/selectors/drain-time.ts';
import { assigned, NOW, sampled, stateOf } from '../../../support/ui/selector-states.ts';

const BEHIND = assigned([
  [0, 0, 300],
  [1, 0, 100],
  [2, 50, 50],
]);

test('nothing is known of the time before a partition is', () => {
  expect(selectDrainTime(stateOf([sampled(10, 20)]))).toEqual({ kind: 'unknown' });
});

test('nor while the broker does not tell what comes in; a refusal to tell changes nothing', () => {
  const away = (code: 'BROKER_UNREACHABLE' | 'BROKER_REFUSED') => {
    const failure = { code, message: 'no answer', hint: null };
    return { type: 'topic/unreachable', failure, since: NOW, retryAt: NOW, at: NOW } as const;
  };
  const kinds = (['BROKER_UNREACHABLE', 'BROKER_REFUSED'] as const).map(
    (code) => selectDrainTime(stateOf([assigned([[0, 9, 9]]), away(code)])).kind,
  );

  expect(kinds).toEqual(['unknown', 'drained']);
});

test('without lag all is drained', () => {
  expect(selectDrainTime(stateOf([assigned([[0, 9, 9]])]))).toEqual({ kind: 'drained' });
});

test('the partition furthest behind sets the time, with its share of what is gained', () => {
  const state = stateOf([BEHIND, sampled(40, 100)]);

  expect(selectDrainTime(state)).toEqual({ kind: 'drains', inMs: 10_000 });
});

test('lag grows when more comes in than is read', () => {
  const state = stateOf([BEHIND, sampled(100, 70)]);

  expect(selectDrainTime(state)).toEqual({ kind: 'growing', recordsPerSecond: 30 });
});

test('a lag that a second of reading makes up for is steady, whatever has just come in', () => {
  expect(selectDrainTime(stateOf([BEHIND, sampled(900, 400)]))).toEqual({ kind: 'steady' });
  expect(selectDrainTime(stateOf([BEHIND, sampled(900, 399)])).kind).toBe('growing');
});

test.each([95, 100, 105])('lag is steady when of 100 records that come in %d are read', (read) => {
  expect(selectDrainTime(stateOf([BEHIND, sampled(100, read)]))).toEqual({ kind: 'steady' });
});

test('lag stands when nothing moves', () => {
  expect(selectDrainTime(stateOf([BEHIND]))).toEqual({ kind: 'standing' });
});
