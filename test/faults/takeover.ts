import { expect } from 'vitest';
import type { Checkpoint } from '../../src/services/checkpoints.ts';
import type { Actor } from './actor.ts';
import type { FaultAt } from './fault-order.ts';
import { finishRound, onStage, type RoundOptions } from './play-round.ts';
import { type Stage, startOn } from './stage.ts';
import { untilPassed } from './until-passed.ts';

/** What the earlier of two producers is doing when the later one starts. */
export type Takeover =
  | { readonly earlier: 'works on' }
  /** Stopped by SIGSTOP at a checkpoint, it goes on while the later one works, or once that is done. */
  | {
      readonly earlier: 'sleeps';
      readonly at: Checkpoint;
      readonly wakes: 'meanwhile' | 'afterwards';
    };

/** The earlier producer is in the middle of its work then. */
const TAKEN_OVER_AT = 6;
const FURTHER_COMMITS = 3;

/**
 * Two producers of one data set, one after the other; fails unless the later one takes over, the
 * earlier one says so and ends, and everything is there once.
 */
export async function playTakeover(takeover: Takeover, options: RoundOptions): Promise<void> {
  await onStage(options, async (stage) => {
    const earlier = startOn(stage, 'produce', 'crawling', sleepOf(takeover));
    try {
      await playBoth(takeover, stage, earlier);
    } finally {
      earlier.process.kill('SIGKILL');
    }
    await finishRound(stage, options.slice);
  });
}

function sleepOf(takeover: Takeover): FaultAt | null {
  if (takeover.earlier !== 'sleeps') return null;
  return { checkpoint: takeover.at, hit: TAKEN_OVER_AT, signal: 'SIGSTOP', kept: 0.5 };
}

async function playBoth(takeover: Takeover, stage: Stage, earlier: Actor): Promise<void> {
  const checkpoint = takeover.earlier === 'sleeps' ? takeover.at : 'after-ledger-commit';
  await untilPassed(earlier, { checkpoint, hit: TAKEN_OVER_AT, delayMs: 0 });
  const later = startOn(stage, 'produce', 'slow');
  try {
    if (takeover.earlier === 'sleeps') {
      if (takeover.wakes === 'afterwards') await later.process.exited;
      else await untilCommitted(later, FURTHER_COMMITS);
      earlier.process.kill('SIGCONT');
    }
    const [replaced, done] = [await earlier.process.exited, await later.process.exited];
    expect(done.exitCode, done.stderr).toBe(0);
    expect(replaced.exitCode, replaced.stderr).toBe(1);
    expect(replaced.stderr).toMatch(/^trackdeck: PRODUCER_REPLACED: /m);
  } finally {
    later.process.kill('SIGKILL');
  }
}

async function untilCommitted(actor: Actor, commits: number): Promise<void> {
  await untilPassed(actor, { checkpoint: 'after-ledger-commit', hit: commits, delayMs: 0 });
}
