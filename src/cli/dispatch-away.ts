import type { ConsoleError } from '../domain/errors.ts';
import { describeFailure } from '../state/commands/failure.ts';
import type { Session } from './session.ts';

/** The broker does not answer; it is asked again after so long. */
export function dispatchAway(
  { clock, dispatch }: Pick<Session, 'clock' | 'dispatch'>,
  failure: ConsoleError,
  delayMs: number,
): void {
  const at = clock.now();
  const retryAt = at + delayMs;
  dispatch({
    type: 'topic/unreachable',
    failure: describeFailure(failure),
    since: at,
    retryAt,
    at,
  });
}
