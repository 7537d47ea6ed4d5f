import { setTimeout } from 'node:timers/promises';
import type { CommandName } from '../../src/engine/protocol.ts';
import { askEngine } from '../support/cli/engine-client.ts';
import { until } from '../support/cli/until.ts';
import type { Cast } from './cast.ts';
import type { Life, Pause } from './plan.ts';
import { type Stage, startOn } from './stage.ts';
import { untilPassed } from './until-passed.ts';

const MEMBER_JOINS_AFTER_MS = 300;
const MEMBER_LEAVES_AFTER_MS = 200;

/**
 * All that goes on in a life beside its death.
 *
 * @param signal - aborts when the victim is dead; what is under way is brought to its end
 */
export async function playBeside(
  life: Life,
  cast: Cast,
  stage: Stage,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all([
    life.cast === 'engine' ? startIngestion(cast, stage) : undefined,
    playPauses(life.pauses, stage, signal),
    life.cast === 'apart' && life.membersChange ? changeMembers(cast, stage, signal) : undefined,
    killBroker(life, cast, stage),
  ]);
}

/** An engine consumes from its start, and publishes when it is told to. */
export async function startIngestion(
  { victim }: Pick<Cast, 'victim'>,
  stage: Stage,
): Promise<void> {
  await until('the engine to ingest', async () => (await tell(stage, 'start-ingestion')) === 200, {
    unless: victim.process.hasExited,
    timeoutMs: 60_000,
  });
}

async function playPauses(
  pauses: readonly Pause[],
  stage: Stage,
  signal: AbortSignal,
): Promise<void> {
  for (const { what, afterMs, forMs } of pauses) {
    await sleepUnless(signal, afterMs);
    // Whoever is not there yet, any more, or does nothing now, is not paused.
    await tell(stage, `pause-${what}`);
    await sleepUnless(signal, forMs);
    await tell(stage, `resume-${what}`);
  }
}

/** The status of the answer; 0 while nobody answers. */
async function tell({ place }: Stage, name: CommandName): Promise<number> {
  const answer = askEngine(place.workspace.socketPath, 'POST', `/commands/${name}`);
  return answer.then(
    ({ status }) => status,
    () => 0,
  );
}

/** One joins, another leaves. */
async function changeMembers(
  { actors, victim }: Cast,
  stage: Stage,
  signal: AbortSignal,
): Promise<void> {
  await sleepUnless(signal, MEMBER_JOINS_AFTER_MS);
  if (signal.aborted) return;
  const others = actors.filter((actor) => actor.role === 'consume' && actor !== victim);
  actors.push(startOn(stage, 'consume', 'slow'));
  await sleepUnless(signal, MEMBER_LEAVES_AFTER_MS);
  await others[0]?.end('SIGTERM');
}

async function killBroker(
  { brokerDeath }: Life,
  { producer }: Cast,
  { arena }: Stage,
): Promise<void> {
  const { brokerProcess } = arena;
  if (brokerDeath === null || brokerProcess === null) return;
  const { commits: hit, delayMs } = brokerDeath;
  await untilPassed(producer, { checkpoint: 'after-ledger-commit', hit, delayMs });
  await brokerProcess.killAndRestart();
}

async function sleepUnless(signal: AbortSignal, ms: number): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}
