import type { Sleep } from './backoff.ts';

/** Longest turn but for the step that ends it. */
const TURN_MS = 3;
/** After a turn, so many times as long is none. */
const REST = 2;

export type TurnDeps = {
  /** Milliseconds, with fractions. */
  readonly clock: { now(): number };
  readonly sleep: Sleep;
};

/**
 * Does long work in short turns with rests between them: what else this process does waits for a
 * turn at most, and keeps two thirds of the time.
 *
 * @param steps - does one step each time that it is asked, and returns the result
 * @throws the signal's reason
 */
export async function inTurns<Result>(
  steps: Generator<unknown, Result>,
  { clock, sleep }: TurnDeps,
  signal: AbortSignal,
): Promise<Result> {
  for (;;) {
    const begunAt = clock.now();
    let step = steps.next();
    while (!step.done && clock.now() - begunAt < TURN_MS) step = steps.next();
    if (step.done) return step.value;
    await sleep(REST * (clock.now() - begunAt), signal);
  }
}
