import { expect, test } from 'vitest';
import { createDiskLook } from '../../../../src/state/commands/disk-look.ts';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { never } from '../../../support/csv/sources.ts';

/** What is told when these are the free bytes of `/output` and `/state` at one look after another. */
async function toldOf(looks: readonly (readonly [number | undefined, number | undefined])[]) {
  const told: ConsoleEvent[] = [];
  let free = looks[0];
  const look = createDiskLook({
    paths: ['/output', '/state'],
    freeSpace: async (path) => free?.[path === '/output' ? 0 : 1],
    clock: { now: () => 1 },
    dispatch: (event) => told.push(event),
  });
  for (const each of looks) {
    free = each;
    await look(never);
  }
  return told;
}

test('nothing is told while there is plenty, or no directory to look at', async () => {
  expect(
    await toldOf([
      [2e9, 1e9],
      [undefined, undefined],
    ]),
  ).toEqual([]);
});

test('the directory with the least space is told of, rounded down to 10 MB', async () => {
  expect(await toldOf([[999_999_999, 456_789_012]])).toMatchObject([
    { type: 'disk/sampled', path: '/state', freeBytes: 450_000_000 },
  ]);
});

test('a change of less than 10 MB is no news, and plenty again is told once', async () => {
  const told = await toldOf([
    [455_000_000, 2e9],
    [451_000_000, 2e9],
    [449_000_000, 2e9],
    [3e9, 2e9],
    [3e9, 2e9],
  ]);

  expect(told.map((event) => 'freeBytes' in event && event.freeBytes)).toEqual([
    450_000_000,
    440_000_000,
    null,
  ]);
});
