import { existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { ConsoleError } from '../domain/errors.ts';
import { translateWriteError } from './files/file-errors.ts';
import { setAside } from './files/set-aside.ts';
import { type Lock, lockExclusive, lockShared } from './locks/lock.ts';
import type { Clock } from './ports.ts';

/** What is done with a store that is found damaged when it is opened. */
export type DamagePolicy = {
  readonly clock: Clock;
  /** Told, as a sentence for the operator, what was damaged and where it is now. */
  readonly onNotice: (sentence: string) => void;
  /** How what it held comes back, as a sentence. */
  readonly consequence: string;
};

/** Opens a store, which releases the lock when it is closed; the lock says that it is in use. */
type Open<Store extends { close(): void }> = (inUse: Lock) => Store;

const SIDE_FILES = ['-wal', '-shm'];
const MARK = '.set-aside-';
/** Others hold the lock alone only for as long as they set a store aside. */
const IN_USE_WAIT_MS = 5_000;

/**
 * Opens a store; one that is damaged, empty or a directory is renamed to `PATH.set-aside-<UTC>` and
 * a new one made, unless another process uses it.
 *
 * @param policy - `undefined`: a damaged store is left where it is
 * @throws `STORE_CORRUPT`, `STORE_BUSY`, and what `open` throws
 */
export function openUnlessDamaged<Store extends { close(): void }>(
  path: string,
  open: Open<Store>,
  policy: DamagePolicy | undefined,
): Store {
  if (isEmptyFile(path)) setAsideAlone(path, policy, () => emptyStore(path));
  try {
    return openInUse(path, open);
  } catch (error) {
    const failure = asDamage(error, path);
    if (failure === undefined) throw error;
    if (!setAsideAlone(path, policy, () => damageOf(path, open))) throw whatToDo(failure, policy);
    return openInUse(path, open);
  }
}

/** Whether a store at this path was ever set aside. */
export function wasSetAside(path: string): boolean {
  const start = `${basename(path)}${MARK}`;
  return readdirSync(dirname(path)).some((name) => name.startsWith(start));
}

function openInUse<Store extends { close(): void }>(path: string, open: Open<Store>): Store {
  const inUse = lockShared(useLockOf(path), IN_USE_WAIT_MS);
  if (inUse === undefined) {
    throw new ConsoleError('STORE_BUSY', `${path} is being set aside by another process`);
  }
  try {
    return open(inUse);
  } catch (error) {
    inUse.release();
    throw error;
  }
}

/**
 * Sets the store aside if nobody uses it and it is still damaged.
 *
 * @returns whether it is worth opening again
 */
function setAsideAlone(
  path: string,
  policy: DamagePolicy | undefined,
  damage: () => ConsoleError | undefined,
): boolean {
  if (policy === undefined) return false;
  using alone = lockExclusive(useLockOf(path));
  if (alone === undefined) return false;
  const found = damage();
  if (found === undefined) return true;
  const aside = moveAside(path, policy.clock.now());
  policy.onNotice(`${found.message}; it is now ${aside}. ${policy.consequence}`);
  return true;
}

function moveAside(path: string, nowMs: number): string {
  try {
    const aside = setAside(path, nowMs);
    for (const side of SIDE_FILES) {
      if (existsSync(path + side)) renameSync(path + side, aside + side);
    }
    return aside;
  } catch (error) {
    throw translateWriteError(error, path, 'STATE_DIR_UNWRITABLE');
  }
}

function useLockOf(path: string): string {
  return `${path}.use-lock`;
}

/** SQLite takes a file without a byte for a new database. */
function isEmptyFile(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size === 0;
}

function emptyStore(path: string): ConsoleError | undefined {
  if (!isEmptyFile(path)) return undefined;
  return new ConsoleError('STORE_CORRUPT', `${path} is damaged (it is empty)`);
}

function damageOf(path: string, open: Open<{ close(): void }>): ConsoleError | undefined {
  try {
    open(HELD_ALREADY).close();
    return undefined;
  } catch (error) {
    const damage = asDamage(error, path);
    if (damage === undefined) throw error;
    return damage;
  }
}

/** For a look at a store while this process has it alone. */
const HELD_ALREADY: Lock = { release: () => {}, [Symbol.dispose]: () => {} };

/** SQLite's code for a statement that the schema does not allow: here the schema is not ours. */
const SQLITE_ERROR = 1;

function asDamage(error: unknown, path: string): ConsoleError | undefined {
  if (error instanceof ConsoleError && error.code === 'STORE_CORRUPT') return error;
  if ((error as { readonly errcode?: number }).errcode !== SQLITE_ERROR) return undefined;
  const why = (error as Error).message;
  return new ConsoleError('STORE_CORRUPT', `${path} is damaged (${why})`, { cause: error });
}

/** A store that others use, or that this command must not replace. */
function whatToDo(failure: ConsoleError, policy: DamagePolicy | undefined): ConsoleError {
  const { message, context } = failure;
  const hint =
    policy === undefined
      ? 'trackdeck run and trackdeck produce set it aside and publish the data set anew.'
      : 'Stop whatever works on this state directory; the next start sets it aside.';
  return new ConsoleError('STORE_CORRUPT', message, { hint, cause: failure, context });
}
