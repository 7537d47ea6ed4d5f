import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConsoleError, toConsoleError } from '../../domain/errors.ts';
import { isMissing } from '../files/atomic-file.ts';
import { translateWriteError } from '../files/file-errors.ts';
import { hashFile } from '../files/hash-file.ts';
import type { ExportQueue } from './export-queue.ts';
import type { Publication, PublishDeps, Upload } from './publication.ts';
import { publishExport } from './publish-export.ts';
import type { QueuedExport } from './queued-export.ts';
import type { WebHdfs } from './web-hdfs.ts';

/** Uploads that have not become exports yet; Spark and others pass over names with a dot. */
const UPLOADING = '.uploading';

/**
 * Publishes an export out of the queue; it stays there.
 *
 * @returns `undefined` when a newer export has taken its place meanwhile
 * @throws `HDFS_QUEUE_DAMAGED` when its files on this machine are not what was queued: no further
 *   attempt can help
 */
export async function publishQueued(
  deps: PublishDeps,
  queue: ExportQueue,
  item: QueuedExport,
  signal: AbortSignal,
): Promise<Publication | undefined> {
  const { hdfs, folder } = deps;
  const directory = queue.directoryOf(item);
  const place = `${folder}/${UPLOADING}/${queue.id}`;
  const uploading = `${place}/${item.id}`;
  try {
    const whole = await withParquet(queue, item, signal);
    const upload: Upload = { ...deps, item: whole, directory, uploading };
    const publication = await publishExport(upload, signal);
    await removeAbandoned(hdfs, place, queue, signal);
    return publication;
  } catch (error) {
    if (!existsSync(directory)) return undefined;
    signal.throwIfAborted();
    const { code } = toConsoleError(error);
    // Whatever is not HDFS's fault, and what came back different, may be the fault of this disk.
    if (!code.startsWith('HDFS_') || code === 'HDFS_CONTENT') await requireSound(item, directory);
    throw error;
  }
}

/** Of tracks, with the Parquet files that go with them; made now if they were not yet. */
async function withParquet(
  queue: ExportQueue,
  item: QueuedExport,
  signal: AbortSignal,
): Promise<QueuedExport> {
  if (item.kind !== 'tracks' || item.files.length > 1) return item;
  // Not loaded by the many that have nothing to write.
  const { writeTracksParquet } = await import('./tracks-parquet.ts');
  return queue.extend(item, await writeTracksParquet(queue.directoryOf(item), signal));
}

/** What is left of exports that a newer one has replaced while they were on their way. */
async function removeAbandoned(
  hdfs: WebHdfs,
  place: string,
  queue: ExportQueue,
  signal: AbortSignal,
): Promise<void> {
  const waiting = new Set(queue.list().map(({ id }) => id));
  for (const { name } of await hdfs.list(place, signal)) {
    if (!waiting.has(name)) await hdfs.remove(`${place}/${name}`, signal);
  }
}

async function requireSound(item: QueuedExport, directory: string): Promise<void> {
  for (const file of item.files) {
    const path = join(directory, file.name);
    const found = await hashFile(path).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      // A disk that fails now may read again later.
      throw translateWriteError(error, path, 'STATE_DIR_UNWRITABLE');
    });
    if (found?.bytes === file.bytes && found.sha256 === file.sha256) continue;
    throw new ConsoleError('HDFS_QUEUE_DAMAGED', `${path} is not what was queued for HDFS`, {
      hint: 'Check the disk of the state directory; the export is in the output directory still, if nobody removed it.',
      context: { path },
    });
  }
}
