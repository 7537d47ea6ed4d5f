import type { ConsoleEvent } from '../events.ts';

/** The directory that is running out of space; `null` while there is plenty. */
export type DiskSlice = { readonly path: string; readonly freeBytes: number } | null;

export function diskReducer(slice: DiskSlice, event: ConsoleEvent): DiskSlice {
  if (event.type !== 'disk/sampled') return slice;
  const { path, freeBytes } = event;
  return freeBytes === null ? null : { path, freeBytes };
}
