import { expect } from 'vitest';
import { resultOf } from '../support/cli/results.ts';
import type { CliOptions } from '../support/cli/start-cli.ts';
import { createWorkspace } from '../support/cli/workspace.ts';
import type { Arena } from './arena.ts';
import { checkRound, type Leftovers } from './check-round.ts';
import type { DataSlice } from './data-slice.ts';
import type { RoundPlan } from './plan.ts';
import { type LifeReport, playLife } from './play-life.ts';
import { resumeLimitMs, resumeMs, rowOfResume } from './resume-time.ts';
import { type Stage, startOn } from './stage.ts';

export type RoundReport = {
  readonly lives: readonly LifeReport[];
  /** Of the run that ended the round; `null` when it had no row left to publish. */
  readonly resumeMs: number | null;
};

export type RoundOptions = {
  readonly arena: Arena;
  readonly slice: DataSlice;
  /** Of every process. */
  readonly extra?: CliOptions;
};

/** Plays the lives of a round, lets a run go through to the end, and checks what came of it all. */
export function playRound(plan: RoundPlan, options: RoundOptions): Promise<RoundReport> {
  return onStage(options, async (stage) => {
    const lives: LifeReport[] = [];
    for (const life of plan.lives) lives.push(await playLife(life, stage));
    // Rows of a first transaction that came to nothing are in the file, and in no ledger.
    const mayHaveSetAside = lives[0]?.commits === 0;
    return { lives, resumeMs: await finishRound(stage, options.slice, { mayHaveSetAside }) };
  });
}

/** Directories and a topic of its own, which are gone afterwards. */
export async function onStage<Result>(
  { arena, slice, extra }: RoundOptions,
  work: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const cleanUps: (() => void)[] = [];
  const workspace = createWorkspace((cleanUp) => cleanUps.push(cleanUp));
  const place = arena.openPlace(workspace);
  const dataset = workspace.write('tracks.csv', slice.csv);
  try {
    return await work({ arena, place, dataset, ...(extra && { extra }) });
  } finally {
    for (const cleanUp of cleanUps) cleanUp();
  }
}

/**
 * Lets a run go through to the end, undisturbed, and checks what is there then.
 *
 * @returns how long it took to publish again; `null` when there was nothing left to publish
 */
export async function finishRound(
  stage: Stage,
  slice: DataSlice,
  leftovers: Leftovers = { mayHaveSetAside: false },
): Promise<number | null> {
  const last = startOn(stage, 'run', 'full');
  const { exitCode, stdout, stderr } = await last.process.exited;
  expect(exitCode, stderr).toBe(0);
  await checkRound(stage.place, slice, { stdout, leftovers });
  const row = rowOfResume(last);
  if (row !== null) {
    const left = [...slice.sound.keys()].filter((recordId) => recordId >= row - 1);
    expect(resultOf(stdout).published_now, `after row ${row}`).toBe(left.length);
  }
  const resumed = resumeMs(last);
  expect(resumed ?? 0, 'milliseconds to resume').toBeLessThanOrEqual(resumeLimitMs());
  return resumed;
}
