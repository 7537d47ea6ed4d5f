import type { ConsoleEvent, Failure, PartitionFacts } from '../events.ts';

/** The topic and its group as the broker tells them; `null` before the first look. */
export type TopicSlice = {
  readonly partitions: readonly PartitionFacts[];
  /** Members of the group, this process among them. */
  readonly members: number;
  /** The broker does not answer since; all else here is as old. */
  readonly unreachable: {
    readonly since: number;
    readonly failure: Failure;
    readonly retryAt: number;
  } | null;
  /** When it answered again after it had last been silent; `null` where it never was. */
  readonly backAt: number | null;
} | null;

export function topicReducer(slice: TopicSlice, event: ConsoleEvent): TopicSlice {
  switch (event.type) {
    case 'topic/described': {
      const { partitions, members, at } = event;
      const backAt = slice?.unreachable ? at : (slice?.backAt ?? null);
      return { partitions, members, unreachable: null, backAt };
    }
    case 'topic/unreachable': {
      const { failure, retryAt } = event;
      const since = slice?.unreachable?.since ?? event.since;
      return {
        partitions: slice?.partitions ?? [],
        members: slice?.members ?? 0,
        unreachable: { since, failure, retryAt },
        backAt: slice?.backAt ?? null,
      };
    }
    default:
      return slice;
  }
}
