import type { MirrorView } from '../../engine/mirror-view.ts';

/** When the exports are saved next, epoch milliseconds; `null` where that is not known, or due. */
export function nextExportAt(
  { engine, state }: Pick<MirrorView, 'engine' | 'state'>,
  now: number,
): number | null {
  const { exports, consumer } = state;
  const interval = engine?.settings['stats-interval'];
  const from = exports.savedAt ?? consumer.startedAt;
  if (interval === undefined || from === null) return null;
  const at = from + Number(interval) * 1000;
  return at > now ? at : null;
}
