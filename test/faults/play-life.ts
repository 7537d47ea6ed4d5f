import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Actor } from './actor.ts';
import type { Place } from './arena.ts';
import { type Cast, startCast } from './cast.ts';
import { playBeside } from './disturbances.ts';
import { slowdown } from './machine-load.ts';
import type { FaultAfter, Life } from './plan.ts';
import { resumeMs } from './resume-time.ts';
import type { Stage } from './stage.ts';
import { untilPassed } from './until-passed.ts';

export type LifeReport = {
  readonly life: Life;
  /** Whether the victim died as planned, later than planned, or had done its work before. */
  readonly outcome: 'as planned' | 'at last' | 'survived';
  readonly resumeMs: number | null;
  /** Of its producer. */
  readonly commits: number;
};

/** How long a broker that was killed takes to come back, at most. */
const BROKER_ABSENCE_MS = 20_000;
/** A busy machine is waited for, but not for ever. */
const MOST_SLOWDOWN = 4;

/** From the start to the end of all its processes. */
export async function playLife(life: Life, stage: Stage): Promise<LifeReport> {
  if (life.outputCleaned) cleanOutput(stage.place);
  const cast = startCast(life, stage);
  const over = new AbortController();
  try {
    const beside = playBeside(life, cast, stage, over.signal);
    // What goes wrong there is met below.
    beside.catch(() => undefined);
    const outcome = await untilVictimEnds(life, cast, stage);
    over.abort();
    await beside;
    for (const actor of cast.actors) await actor.end(life.survivorsEnd);
    if (life.offsetsMovedTo !== null) await stage.place.moveOffsets(life.offsetsMovedTo);
    const isDisturbed = life.brokerDeath !== null || life.pauses.length > 0;
    return {
      life,
      outcome,
      resumeMs: isDisturbed ? null : resumeMs(cast.producer),
      commits: cast.producer.passed('after-ledger-commit').times,
    };
  } finally {
    over.abort();
    for (const { process } of cast.actors) process.kill('SIGKILL');
  }
}

function cleanOutput({ workspace }: Place): void {
  for (const name of ['processed_tracks.csv', 'rejects.csv']) {
    rmSync(join(workspace.outputDir, name), { force: true });
  }
}

async function untilVictimEnds(
  { death, brokerDeath }: Life,
  { victim }: Cast,
  { arena }: Stage,
): Promise<LifeReport['outcome']> {
  const patienceMs = arena.patienceMs * Math.min(slowdown(), MOST_SLOWDOWN);
  const limitMs = patienceMs + (brokerDeath === null ? 0 : BROKER_ABSENCE_MS);
  const dying = death.kind === 'at' ? victim.process.exited : dieAfter(victim, death);
  const limit = new AbortController();
  const isInTime = await Promise.race([
    dying.then(() => true),
    setTimeout(limitMs, false, { signal: limit.signal }),
  ]);
  limit.abort();
  if (!isInTime) {
    await victim.end('SIGKILL');
    return 'at last';
  }
  const { signal } = await victim.process.exited;
  return signal === 'SIGKILL' ? 'as planned' : 'survived';
}

async function dieAfter(victim: Actor, after: FaultAfter): Promise<void> {
  await untilPassed(victim, after);
  if (!victim.process.hasExited()) await victim.end('SIGKILL');
}
