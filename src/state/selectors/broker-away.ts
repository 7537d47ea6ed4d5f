import type { Failure } from '../events.ts';
import type { TopicSlice } from '../slices/topic.ts';
import type { ConsoleState } from '../store.ts';

type Away = NonNullable<NonNullable<TopicSlice>['unreachable']>;

/** Since when the broker gives no answer; `null` while it does, be it that it refuses to tell. */
export function selectBrokerAway({ topic }: Pick<ConsoleState, 'topic'>): Away | null {
  const unreachable = topic?.unreachable ?? null;
  return unreachable?.failure.code === 'BROKER_REFUSED' ? null : unreachable;
}

/** Whether the broker has answered since this attempt failed for want of it: the next one is on its way. */
export function selectIsBrokerBack(
  { topic }: Pick<ConsoleState, 'topic'>,
  { failure, failedAt }: { readonly failure: Failure; readonly failedAt: number },
): boolean {
  if (failure.code !== 'BROKER_UNREACHABLE' || topic === null) return false;
  const { unreachable, backAt } = topic;
  return unreachable === null && backAt !== null && backAt >= failedAt;
}
