import { sleep } from '../services/clock.ts';

/** What the work comes to, or something else when that takes longer; the work goes on all the same. */
export async function within<Result>(
  waitMs: number,
  work: Promise<Result>,
  otherwise: () => Result,
): Promise<Result> {
  const done = new AbortController();
  try {
    return await Promise.race([work, sleep(waitMs, done.signal).then(otherwise)]);
  } finally {
    done.abort();
  }
}
