import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { flushDirectory, isMissing, replaceFile, writeFlushed } from '../files/atomic-file.ts';
import { translateWriteError } from '../files/file-errors.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { removeAbandoned, temporaryPath } from '../files/temporary-path.ts';
import type { Clock, ExportedFile } from '../ports.ts';
import { bytesOf, type ExportFacts, type QueuedExport } from './queued-export.ts';

/** What became of an export that was to be queued, and of others by that. */
export type Staged = {
  /** `null`: the queue is full, and this export did not get in. */
  readonly queued: QueuedExport | null;
  /** Those that it has replaced. */
  readonly superseded: readonly QueuedExport[];
};

/**
 * Exports that are not in HDFS yet, on disk, so that they outlast an outage and this process. Several
 * processes may add to one queue; one at a time takes from it.
 */
export type ExportQueue = {
  /** Names this queue among those of all machines. */
  readonly id: string;
  /**
   * Adds an export. A newer autosave, or newer tracks, take the place of older ones; a snapshot
   * stays until it is published. An export that makes the queue larger than its bounds is not added.
   *
   * @param expectedBytes - of all its files
   * @param write - writes the files into a directory
   * @throws `STATE_DIR_UNWRITABLE`, `DISK_FULL`, `FILE_FAILED`, and whatever `write` throws
   */
  stage(
    facts: ExportFacts,
    expectedBytes: number,
    write: (directory: string) => Promise<readonly ExportedFile[]>,
  ): Promise<Staged>;
  /** Oldest first. */
  list(): readonly QueuedExport[];
  directoryOf(item: QueuedExport): string;
  /** Keeps further files with an item, which lie in its directory already. */
  extend(item: QueuedExport, files: readonly ExportedFile[]): Promise<QueuedExport>;
  remove(item: QueuedExport): Promise<void>;
};

const MAX_ITEMS = 200;
const MAX_BYTES = 2_000_000_000;
const ITEM_FILE = 'item.json';
const CONTENT = 'files';

export type ExportQueueOptions = {
  readonly directory: string;
  readonly clock: Clock;
  /** Most exports that wait. Default 200. */
  readonly maxItems?: number;
  /** Most bytes that wait. Default 2 GB. */
  readonly maxBytes?: number;
};

/** Makes the directory, and removes what a dead process has left half-written in it. */
export async function openExportQueue(options: ExportQueueOptions): Promise<ExportQueue> {
  const { directory, clock, maxItems = MAX_ITEMS, maxBytes = MAX_BYTES } = options;
  try {
    makeDirectory(directory, 0o700);
  } catch (error) {
    throw translateWriteError(error, directory, 'STATE_DIR_UNWRITABLE');
  }
  await removeAbandoned(directory);

  const placeOf = (item: Pick<QueuedExport, 'id'>) => join(directory, item.id);
  const list = () =>
    namesIn(directory)
      .map((id) => readItem(join(directory, id)))
      .filter((item) => item !== undefined);

  function replacedBy({ kind }: ExportFacts): readonly QueuedExport[] {
    return kind === 'snapshot' ? [] : list().filter((item) => item.kind === kind);
  }

  async function remove(item: QueuedExport): Promise<void> {
    const gone = temporaryPath(placeOf(item));
    try {
      // In one step: half of an export must not be taken for one.
      await rename(placeOf(item), gone);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    await rm(gone, { recursive: true, force: true });
  }

  async function write(
    facts: ExportFacts,
    writeFiles: (directory: string) => Promise<readonly ExportedFile[]>,
  ): Promise<QueuedExport> {
    const id = `${String(clock.now()).padStart(15, '0')}-${randomBytes(4).toString('hex')}`;
    const temporary = temporaryPath(join(directory, id));
    try {
      await mkdir(join(temporary, CONTENT), { recursive: true, mode: 0o700 });
      const files = await writeFiles(join(temporary, CONTENT));
      const item: QueuedExport = { id, ...facts, files };
      await writeFlushed(join(temporary, ITEM_FILE), JSON.stringify(item));
      renameSync(temporary, placeOf(item));
      await flushDirectory(directory);
      return item;
    } catch (error) {
      rmSync(temporary, { recursive: true, force: true });
      throw translateWriteError(error, directory, 'STATE_DIR_UNWRITABLE');
    }
  }

  return {
    id: createHash('sha256').update(`${hostname()}\n${directory}`).digest('hex').slice(0, 16),
    async stage(facts, expectedBytes, writeFiles) {
      const superseded = replacedBy(facts);
      const kept = list().filter((item) => !superseded.some(({ id }) => id === item.id));
      const waiting = kept.reduce((sum, item) => sum + bytesOf(item), 0);
      const isFull = kept.length >= maxItems || waiting + expectedBytes > maxBytes;
      if (isFull) return { queued: null, superseded: [] };
      const queued = await write(facts, writeFiles);
      for (const item of superseded) await remove(item);
      return { queued, superseded };
    },
    list,
    directoryOf: (item) => join(placeOf(item), CONTENT),
    async extend(item, files) {
      const extended = { ...item, files: [...item.files, ...files] };
      await replaceFile(join(placeOf(item), ITEM_FILE), JSON.stringify(extended));
      return extended;
    },
    remove,
  };
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
      .filter((name) => !name.startsWith('.'))
      .sort();
  } catch {
    return [];
  }
}

/** `undefined` for what is none, or was taken by another process just now. */
function readItem(place: string): QueuedExport | undefined {
  try {
    return JSON.parse(readFileSync(join(place, ITEM_FILE), 'utf8')) as QueuedExport;
  } catch {
    return undefined;
  }
}
