import type { CliOptions } from '../support/cli/start-cli.ts';
import { type Actor, type Pace, type Role, startActor } from './actor.ts';
import type { Arena, Place } from './arena.ts';
import type { FaultAt } from './fault-order.ts';

/** Where a round is played, and with what. */
export type Stage = {
  readonly arena: Arena;
  readonly place: Place;
  /** Path of the data set. */
  readonly dataset: string;
  /** Of every process. */
  readonly extra?: CliOptions;
};

/** Starts a process of the round. */
export function startOn(
  { place, dataset, extra }: Stage,
  role: Role,
  pace: Pace,
  at: FaultAt | null = null,
): Actor {
  return startActor({ role, place, dataset, at, pace, ...(extra && { extra }) });
}
