import { setTimeout } from 'node:timers/promises';
import type { ScreenProgram } from './screen-program.ts';

/**
 * Keys of every kind, and what only their answer shows, at full rate too, when much else changes.
 * None is Escape: that is on the screen later by the time in which it could have been the beginning
 * of an arrow key.
 */
const ROUND: readonly (readonly [key: string, answer: RegExp])[] = [
  ['5', /▸5 Artists/],
  ['j', / 2-\d+ of \d/],
  ['k', / \d+ of \d/],
  ['+', /━{60}/],
  ['+', /1 Pipeline/],
  ['/', /Enter keep/],
  ['p', /p_ {2}Enter/],
  ['o', /o_ {2}Enter/],
  ['\x15', /_ {2}Enter/],
  ['\r', /quit/],
  ['?', /Keys/],
  ['?', /5 Artists/],
  ['4', /▸4 Genres/],
  ['6', /▸6 Audio/],
  ['2', /▸2 Producer/],
];

/** Milliseconds from each key of so many rounds to its answer on the screen. */
export async function keyTimes(screen: ScreenProgram, rounds: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const [key, answer] of ROUND) {
      times.push(await screen.answerTo(key, answer));
      // Not in step with any clock of the program's.
      await setTimeout(120 + Math.random() * 100);
    }
  }
  return times;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}
