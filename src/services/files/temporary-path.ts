import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';

const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

/** `.NAME.HOST.PID.RANDOM.tmp`; the host's name may hold dots. */
const TEMPORARY_NAME = /^\..+\.(\d+)\.[0-9a-f]{8}\.tmp$/;

/** A name beside `path` under which to write what is then renamed to `path`. */
export function temporaryPath(path: string): string {
  const random = randomBytes(4).toString('hex');
  const name = `.${basename(path)}.${hostname()}.${process.pid}.${random}.tmp`;
  return join(dirname(path), name);
}

/** Removes from a directory what processes that died left half-written. */
export async function removeAbandoned(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names) {
    const path = join(directory, name);
    if (await isAbandoned(path, name)) await rm(path, { recursive: true, force: true });
  }
}

/** Process ids mean something on this host only; what another host wrote is left alone for a day. */
async function isAbandoned(path: string, name: string): Promise<boolean> {
  const match = TEMPORARY_NAME.exec(name);
  if (match === null) return false;
  const changedAt = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => Number.NaN,
  );
  if (Date.now() - changedAt > ABANDONED_AFTER_MS) return true;
  const processId = Number(match[1]);
  if (!name.endsWith(`.${hostname()}.${name.split('.').slice(-3).join('.')}`)) return false;
  if (processId === process.pid) return changedAt < performance.timeOrigin;
  return !isAlive(processId);
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
