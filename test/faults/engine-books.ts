import { expect } from 'vitest';
import type { StateAnswer } from '../../src/engine/protocol.ts';
import { type BooksVerdict, selectBooks } from '../../src/state/selectors/books.ts';
import { askEngine } from '../support/cli/engine-client.ts';
import { until } from '../support/cli/until.ts';
import { startIngestion } from './disturbances.ts';
import type { FaultAt } from './fault-order.ts';
import { finishRound, onStage, type RoundOptions } from './play-round.ts';
import { type Stage, startOn } from './stage.ts';

/**
 * An engine that dies in the middle, and one after it that completes the work; fails when the books
 * that a console shows name a gap on the way, or do not hold every row in the end.
 */
export async function booksOutliveAnEngine(
  death: Pick<FaultAt, 'checkpoint' | 'hit'>,
  options: RoundOptions,
): Promise<void> {
  await onStage(options, async (stage) => {
    const before = await booksOf(stage, { ...death, signal: 'SIGKILL', kept: 0.5 });
    const after = await booksOf(stage, null);

    expect([...before, ...after].filter(({ kind }) => kind === 'gap')).toEqual([]);
    expect(after.at(-1)).toEqual({ kind: 'balanced', rows: options.slice.rows });
    await finishRound(stage, options.slice);
  });
}

/** What the books of an engine said one after the other until its work was done, or until it died. */
async function booksOf(stage: Stage, at: FaultAt | null): Promise<readonly BooksVerdict[]> {
  const engine = startOn(stage, 'engine', 'slow', at);
  const verdicts: BooksVerdict[] = [];
  const lookForEnd = async () => {
    const state = await stateOn(stage);
    if (state === undefined) return false;
    verdicts.push(selectBooks(state, Date.now()));
    return state.producer.status.name === 'complete' && verdicts.at(-1)?.kind === 'balanced';
  };
  try {
    await startIngestion({ victim: engine }, stage);
    const unless = engine.process.hasExited;
    await until('the books to balance', lookForEnd, { unless, intervalMs: 50, timeoutMs: 60_000 });
    expect(unless(), engine.process.stderr()).toBe(at !== null);
    await engine.end('SIGTERM');
    return verdicts;
  } finally {
    engine.process.kill('SIGKILL');
  }
}

async function stateOn({ place }: Stage): Promise<StateAnswer['state'] | undefined> {
  const answer = askEngine(place.workspace.socketPath, 'GET', '/state');
  return answer.then(
    ({ body }) => (body as StateAnswer).state,
    () => undefined,
  );
}
