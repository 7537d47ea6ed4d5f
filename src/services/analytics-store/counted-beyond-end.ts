import { ConsoleError } from '../../domain/errors.ts';
import { formatCount } from '../../domain/format.ts';
import type { PartitionOffsets } from '../ports.ts';

/** A partition that is counted further than its log goes, which therefore has lost records. */
export type CountedBeyondEnd = {
  readonly partition: number;
  readonly nextOffset: number;
  readonly logEndOffset: number;
};

/**
 * @param saved - up to which offset each partition is counted
 * @param log - read after `saved`: others go on counting and appending
 */
export function countedBeyondEnd(
  saved: ReadonlyMap<number, number>,
  log: readonly PartitionOffsets[],
): readonly CountedBeyondEnd[] {
  return log.flatMap(({ partition, logEndOffset }) => {
    const nextOffset = saved.get(partition) ?? 0;
    return nextOffset > logEndOffset ? [{ partition, nextOffset, logEndOffset }] : [];
  });
}

/**
 * That a store is not the one that was found to have counted beyond the end of the log. Once it has,
 * it stays so: what the log gets at these offsets later is not what was counted.
 *
 * @throws `STORE_CORRUPT`
 */
export function requireWithinLog(
  saved: ReadonlyMap<number, number>,
  found: readonly CountedBeyondEnd[],
  path: string,
): void {
  const lost = found.find(({ partition, nextOffset }) => (saved.get(partition) ?? 0) >= nextOffset);
  if (lost === undefined) return;
  const { partition, nextOffset, logEndOffset } = lost;
  const [counted, end] = [formatCount(nextOffset), formatCount(logEndOffset)];
  throw new ConsoleError(
    'STORE_CORRUPT',
    `${path} counts partition ${partition} up to offset ${counted}, but the log ends at ${end}: it has lost records since`,
    { context: { path, ...lost } },
  );
}
