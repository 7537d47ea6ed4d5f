import type { Actor } from './actor.ts';
import { slowdown } from './machine-load.ts';

/** A producer that finds its broker publishes again within this of its start. */
const RESUME_LIMIT_MS = 3_000;

/** What a producer says when it goes on where another stopped, with the row it goes on at. */
const GOES_ON = /goes on at row ([\d,]+)/;

/** The row at which a producer said that it goes on, from 1; `null` when it began anew or had nothing to do. */
export function rowOfResume({ process }: Actor): number | null {
  const row = GOES_ON.exec(process.stderr())?.[1];
  return row === undefined ? null : Number(row.replaceAll(',', ''));
}

/** From the start of its process to its first batch; `null` unless it went on where another stopped. */
export function resumeMs(producer: Actor): number | null {
  if (rowOfResume(producer) === null) return null;
  const { firstAt } = producer.passed('after-batch-sent');
  return firstAt === null ? null : firstAt - producer.startedAt;
}

/** The limit on a machine that has nothing else to do; where processes queue for it, longer by as much. */
export function resumeLimitMs(): number {
  return RESUME_LIMIT_MS * slowdown();
}
