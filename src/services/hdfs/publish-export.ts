import { moveLatestMarker } from './latest-marker.ts';
import type { Publication, Upload } from './publication.ts';
import { publishFiles } from './publish-files.ts';
import { publishSnapshot } from './publish-snapshot.ts';

/**
 * Publishes an export: its files go to a temporary directory, are read back and compared, and are
 * renamed into place, a snapshot as one directory, all else file by file with the manifest last. So
 * no reader ever finds half a file. Done again after any failure it goes on where that happened.
 */
export async function publishExport(upload: Upload, signal: AbortSignal): Promise<Publication> {
  const { hdfs, item, uploading } = upload;
  await hdfs.makeDirectories(uploading, signal);
  const publish = item.kind === 'snapshot' ? publishSnapshot : publishFiles;
  const publication = await publish(upload, signal);
  if (item.kind !== 'tracks') await moveLatestMarker(upload, publication.path, signal);
  await hdfs.remove(uploading, signal);
  return publication;
}
