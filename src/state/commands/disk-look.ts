import type { Clock } from '../../services/ports.ts';
import type { Dispatch } from '../events.ts';
import type { Look } from './observe.ts';

/** From here on downwards an operator is told. */
const LOW_BYTES = 1_000_000_000;
/** Figures are rounded down to this, so that not every look is news. */
const STEP_BYTES = 10_000_000;

/** Tells when space runs out in one of the directories, which of them, and how much is left. */
export function createDiskLook(deps: {
  readonly paths: readonly string[];
  /** `undefined` for a directory that is not there. */
  readonly freeSpace: (path: string) => Promise<number | undefined>;
  readonly clock: Clock;
  readonly dispatch: Dispatch;
}): Look {
  const { paths, freeSpace, clock, dispatch } = deps;
  let told: number | null = null;
  return async () => {
    let least = { path: paths[0] ?? '', bytes: Number.POSITIVE_INFINITY };
    for (const path of paths) {
      const bytes = (await freeSpace(path)) ?? Number.POSITIVE_INFINITY;
      if (bytes < least.bytes) least = { path, bytes };
    }
    const isLow = least.bytes < LOW_BYTES;
    const freeBytes = isLow ? Math.floor(least.bytes / STEP_BYTES) * STEP_BYTES : null;
    if (freeBytes === told) return;
    told = freeBytes;
    dispatch({ type: 'disk/sampled', path: least.path, freeBytes, at: clock.now() });
  };
}
