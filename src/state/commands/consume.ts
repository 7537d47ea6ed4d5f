import { toConsoleError } from '../../domain/errors.ts';
import type { PartitionState } from '../../services/ports.ts';
import { describeFailure } from './failure.ts';
import { exportsNotSaved } from './last-save.ts';
import { type ConsumeDeps, type ConsumeOptions, Membership } from './membership.ts';

/**
 * Consumes and counts until the signal aborts or `until` is reached, then saves, exports, commits and
 * leaves the group. State is saved before the group's offsets are committed, so that lag is never
 * less than it seems. A member that was fenced drops what it had not saved and joins anew.
 */
export async function consume(
  deps: ConsumeDeps,
  options: ConsumeOptions,
  signal: AbortSignal,
): Promise<void> {
  const { clock, dispatch } = deps;
  try {
    const states = await untilEnd(deps, options, signal);
    if (!signal.aborted && deps.store.trackFileIsDamaged()) await deps.rebuildTrackFile(signal);
    await deps.saveExports(states).catch((error: unknown) => {
      throw signal.aborted ? exportsNotSaved(error) : error;
    });
    dispatch({ type: 'consumer/left', at: clock.now() });
  } catch (error) {
    dispatch({ type: 'consumer/failed', failure: describeFailure(error), at: clock.now() });
    throw toConsoleError(error);
  }
}

/** One membership after another, as long as they end by being fenced; what the last one counted. */
async function untilEnd(
  deps: ConsumeDeps,
  options: ConsumeOptions,
  signal: AbortSignal,
): Promise<readonly PartitionState[]> {
  for (;;) {
    const membership = new Membership(deps, options, signal);
    try {
      return await membership.run();
    } catch (error) {
      const failure = toConsoleError(error);
      if (failure.code !== 'MEMBER_FENCED') throw error;
      const text = `${failure.message}; joining the group again`;
      deps.dispatch({ type: 'notice/raised', level: 'warning', text, at: deps.clock.now() });
    }
  }
}
