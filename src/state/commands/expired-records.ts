import type { PartitionState } from '../../services/ports.ts';

/** Records that retention removed before they were counted, of all these partitions. */
export function expiredRecords(states: readonly PartitionState[]): number {
  return states.reduce((sum, state) => sum + state.expiredRecords, 0);
}
