import type { BigIntStats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { ConsoleError } from '../../domain/errors.ts';
import { datasetError, translateReadError } from './dataset-errors.ts';

const CHUNK_BYTES = 64 * 1024;

/** A regular file as it was when first looked at. */
export type FileVersion = {
  readonly path: string;
  readonly bytes: number;
  readonly stats: BigIntStats;
};

/**
 * Looks at a file without opening it: opening a pipe would wait for its writer.
 *
 * @throws `DATASET_MISSING`, `DATASET_UNREADABLE`, `DATASET_NOT_A_FILE`, `DATASET_EMPTY`
 */
export async function fileVersion(path: string): Promise<FileVersion> {
  const stats = await statOf(path);
  if (!stats.isFile()) {
    const what = stats.isDirectory() ? 'a directory' : 'a device, pipe or socket';
    throw datasetError('DATASET_NOT_A_FILE', `${path} is ${what}, not a file`, path);
  }
  if (stats.size === 0n) {
    throw datasetError('DATASET_EMPTY', `${path} is empty (0 bytes)`, path);
  }
  return { path, bytes: Number(stats.size), stats };
}

async function statOf(path: string): Promise<BigIntStats> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    throw translateReadError(error, path);
  }
}

/** @throws `DATASET_CHANGED` when the file is no longer this version */
export async function openVersion(version: FileVersion): Promise<FileHandle> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(version.path, 'r');
    await assertUnchanged(handle, version);
    return handle;
  } catch (error) {
    await handle?.close();
    throw translateReadError(error, version.path);
  }
}

/**
 * What `read` makes of the file, which is closed afterwards, however it ends.
 *
 * @throws `DATASET_CHANGED` when the file is another one, or was written to, before or meanwhile
 */
export async function* streamVersion(
  version: FileVersion,
  signal: AbortSignal,
  read: (handle: FileHandle) => AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  await using handle = await openVersion(version);
  try {
    for await (const chunk of read(handle)) {
      signal.throwIfAborted();
      yield chunk;
    }
    await assertUnchanged(handle, version);
  } catch (error) {
    throw translateReadError(error, version.path);
  }
}

async function assertUnchanged(handle: FileHandle, version: FileVersion): Promise<void> {
  const stats = await handle.stat({ bigint: true });
  if (!isSameVersion({ ...version, stats }, version)) throw changedError(version.path);
}

/** Whether nobody has written to the file, or put another in its place, between the two looks. */
export function isSameVersion({ stats: one }: FileVersion, { stats: other }: FileVersion): boolean {
  return (
    one.size === other.size &&
    one.mtimeNs === other.mtimeNs &&
    one.ino === other.ino &&
    one.dev === other.dev
  );
}

export function changedError(name: string): ConsoleError {
  return datasetError('DATASET_CHANGED', `${name} changed while it was being read`, name);
}

/** Bytes `[from, to)` of an open file. */
export async function* readRange(
  handle: FileHandle,
  from: number,
  to: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  for (let at = from; at < to; ) {
    signal.throwIfAborted();
    const length = Math.min(CHUNK_BYTES, to - at);
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
