import { existsSync, renameSync } from 'node:fs';

/**
 * Renames a file that must not be overwritten to `PATH.set-aside-<UTC>`, and returns its new path.
 *
 * @param nowMs - epoch milliseconds
 */
export function setAside(path: string, nowMs: number): string {
  const time = new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-');
  const aside = freePath(`${path}.set-aside-${time}`);
  renameSync(path, aside);
  return aside;
}

/** Two files of one millisecond: the later gets `-2`. */
function freePath(path: string, number = 1): string {
  const candidate = number === 1 ? path : `${path}-${number}`;
  return existsSync(candidate) ? freePath(path, number + 1) : candidate;
}
