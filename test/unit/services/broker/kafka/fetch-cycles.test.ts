import { expect, test } from 'vitest';
import { createFetchCycles } from '../../../../../src/services/broker/kafka/fetch-cycles.ts';

test('all is quiet once every broker was asked from beginning to end', () => {
  const cycles = createFetchCycles();
  const seen: boolean[] = [];

  for (const nodeId of ['1', '2', '1', '2']) {
    cycles.begin(nodeId);
    seen.push(cycles.areQuiet());
  }

  expect(seen).toEqual([false, false, false, true]);
});

test('something read begins it all again, with every broker', () => {
  const cycles = createFetchCycles();
  for (const nodeId of ['1', '2', '1', '2']) cycles.begin(nodeId);

  cycles.reset();
  const seen = ['1', '1', '2', '2'].map((nodeId) => {
    cycles.begin(nodeId);
    return cycles.areQuiet();
  });

  expect(seen).toEqual([false, false, false, true]);
});

test('a broker that is gone is not waited for', () => {
  const cycles = createFetchCycles();
  for (const nodeId of ['1', '2', '3']) cycles.begin(nodeId);

  cycles.follow(['1', '3']);
  cycles.reset();
  const seen = ['1', '3', '1', '3'].map((nodeId) => {
    cycles.begin(nodeId);
    return cycles.areQuiet();
  });

  expect(seen).toEqual([false, false, false, true]);
});

test('a broker that has come is waited for before it was asked at all', () => {
  const cycles = createFetchCycles();

  cycles.follow(['1', '2']);
  for (const nodeId of ['1', '1', '1']) cycles.begin(nodeId);

  expect(cycles.areQuiet()).toBe(false);
});

test('nothing is quiet before the first fetch', () => {
  expect(createFetchCycles().areQuiet()).toBe(false);
});
