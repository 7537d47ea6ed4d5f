import type { MirrorView } from '../../engine/mirror-view.ts';

/** Since when what is on show is no longer the engine's: it is gone, or silent; else `null`. */
export function staleSince({ link }: Pick<MirrorView, 'link'>): number | null {
  return link.name === 'lost' || link.name === 'silent' ? link.since : null;
}
