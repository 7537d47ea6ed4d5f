import type { Checkpoint } from '../../src/services/checkpoints.ts';
import type { Life, RoundPlan } from './plan.ts';

/** A round in which a run dies once, at a checkpoint, and nothing else happens. */
export function oneDeath(
  checkpoint: Checkpoint,
  hit: number,
  pace: Life['pace'] = 'slow',
): RoundPlan {
  return { round: 1, lives: [lifeUntil(checkpoint, { hit, pace })] };
}

/** A round in which a run dies as soon as it comes to a checkpoint, after another one where there must be one. */
export function deathInWindow(checkpoint: Checkpoint): RoundPlan {
  const last = lifeUntil(checkpoint);
  if (checkpoint !== 'in-rebuild') return { round: 1, lives: [last] };
  const first = lifeUntil('after-state-save', { hit: 2 });
  return { round: 1, lives: [first, { ...last, outputCleaned: true }] };
}

function lifeUntil(
  checkpoint: Checkpoint,
  { hit = 1, pace = 'slow' }: { readonly hit?: number; readonly pace?: Life['pace'] } = {},
): Life {
  return {
    cast: 'run',
    victim: 'producer',
    death: { kind: 'at', checkpoint, hit, kept: 0.5 },
    pace,
    members: 1,
    membersChange: false,
    pauses: [],
    survivorsEnd: 'SIGKILL',
    brokerDeath: null,
    outputCleaned: false,
    offsetsMovedTo: null,
  };
}
