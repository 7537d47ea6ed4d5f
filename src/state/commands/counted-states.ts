import type { PartitionState } from '../../services/ports.ts';

/** What a member counts, to be looked at while it does so. */
export type Counting = {
  states(): readonly PartitionState[];
  /** Since it began. */
  readonly recordsCounted: number;
};

/**
 * What is counted of every partition at any time, at no cost: of a member's own partitions what it
 * has in memory, of the others what was loaded last.
 */
export class CountedStates {
  readonly #load: () => readonly PartitionState[];
  #known: Map<number, PartitionState> | undefined;
  #own: Counting | undefined;
  #countedBefore = 0;

  /** @param load - everything that is saved; called once, and again when a membership was lost */
  constructor(load: () => readonly PartitionState[]) {
    this.#load = load;
  }

  /** A membership begins; what an earlier one counted and did not save is gone with it. */
  follow(own: Counting): void {
    if (this.#own !== undefined) this.#known = undefined;
    this.#countedBefore = this.recordsCounted;
    this.#own = own;
  }

  /** By all memberships of this process, saved or not. */
  get recordsCounted(): number {
    return this.#countedBefore + (this.#own?.recordsCounted ?? 0);
  }

  /** Takes over what was loaded for another reason. */
  refresh(saved: readonly PartitionState[]): void {
    this.#known = byPartition(saved);
  }

  /** Ascending by partition. */
  now(): readonly PartitionState[] {
    this.#known ??= byPartition(this.#load());
    for (const state of this.#own?.states() ?? []) this.#known.set(state.partition, state);
    return [...this.#known.values()].sort((one, other) => one.partition - other.partition);
  }
}

function byPartition(states: readonly PartitionState[]): Map<number, PartitionState> {
  return new Map(states.map((state) => [state.partition, state]));
}
