import type { Actor } from './actor.ts';
import type { FaultAt } from './fault-order.ts';
import type { Life } from './plan.ts';
import { type Stage, startOn } from './stage.ts';

/** The processes of a life. */
export type Cast = {
  readonly producer: Actor;
  readonly victim: Actor;
  /** All of them; those that join later too. */
  readonly actors: Actor[];
};

export function startCast(life: Life, stage: Stage): Cast {
  const { death, pace } = life;
  const at: FaultAt | null = death.kind === 'at' ? { ...death, signal: 'SIGKILL' } : null;
  if (life.cast !== 'apart') {
    const only = startOn(stage, life.cast, pace, at);
    return { producer: only, victim: only, actors: [only] };
  }
  const producer = startOn(stage, 'produce', pace, life.victim === 'producer' ? at : null);
  const consumers = Array.from({ length: life.members }, (_, index) =>
    startOn(stage, 'consume', pace, life.victim === 'consumer' && index === 0 ? at : null),
  );
  const victim = life.victim === 'producer' ? producer : (consumers[0] as Actor);
  return { producer, victim, actors: [producer, ...consumers] };
}
