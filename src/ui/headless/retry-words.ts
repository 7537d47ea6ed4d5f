import { formatDuration } from '../../domain/format.ts';
import type { Failure } from '../../state/events.ts';

type Retrying = {
  readonly failure: Failure;
  readonly retryAt: number;
};

/** When something is tried again, and why it has to be. */
export function retryWords({ failure, retryAt }: Retrying, now: number): string {
  return `retrying in ${formatDuration(Math.max(0, retryAt - now))} (${failure.message})`;
}
