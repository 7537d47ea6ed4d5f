import { setTimeout } from 'node:timers/promises';
import { until } from '../support/cli/until.ts';
import type { Actor } from './actor.ts';
import type { FaultAfter } from './plan.ts';

const TIMEOUT_MS = 120_000;

/** Until so long after the process has passed a checkpoint so often, or until it has ended. */
export async function untilPassed(
  actor: Actor,
  { checkpoint, hit, delayMs }: FaultAfter,
): Promise<void> {
  const { hasExited } = actor.process;
  await until(`${checkpoint} #${hit}`, () => actor.passed(checkpoint).times >= hit, {
    unless: hasExited,
    timeoutMs: TIMEOUT_MS,
  });
  if (!hasExited()) await setTimeout(delayMs);
}
