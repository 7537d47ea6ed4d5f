import type { Checkpoint } from '../../src/services/checkpoints.ts';
import type { Life, RoundPlan } from './plan.ts';

/** A round in which a run dies once, at a checkpoint, and nothing else happens. */
export function oneDeath(checkpoint: Checkpoint, hit: number): RoundPlan {
  const life: Life = {
    cast: 'run',
    victim: 'producer',
    death: { kind: 'at', checkpoint, hit, kept: 0.5 },
    members: 1,
    membersChange: false,
    pauses: [],
    survivorsEnd: 'SIGKILL',
    brokerDeath: null,
    outputCleaned: false,
    offsetsMovedTo: null,
  };
  return { round: 1, lives: [life] };
}
