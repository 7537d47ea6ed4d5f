import { join } from 'node:path';
import type { ExportedFile } from '../ports.ts';
import { contentDiffers } from './hdfs-errors.ts';
import type { WebHdfs } from './web-hdfs.ts';

/** Whether HDFS has exactly this file at a path. */
export async function holds(
  hdfs: WebHdfs,
  path: string,
  file: Pick<ExportedFile, 'bytes' | 'sha256'>,
  signal: AbortSignal,
): Promise<boolean> {
  const entry = await hdfs.entry(path, signal);
  if (entry === undefined || entry.isDirectory || entry.bytes !== file.bytes) return false;
  return (await hdfs.fingerprint(path, signal)).sha256 === file.sha256;
}

/**
 * Uploads a file and reads it back. One that is there already, by an attempt before this one, is
 * left as it is.
 *
 * @returns how many bytes were sent
 * @throws `HDFS_CONTENT` when what was read back is not what was to be sent
 */
export async function uploadVerified(
  hdfs: WebHdfs,
  { directory, file, to }: { directory: string; file: ExportedFile; to: string },
  signal: AbortSignal,
): Promise<number> {
  if (await holds(hdfs, to, file, signal)) return 0;
  const { bytes, sha256 } = file;
  await hdfs.upload(to, { localPath: join(directory, file.name), bytes }, signal);
  const found = await hdfs.fingerprint(to, signal);
  if (found.bytes === bytes && found.sha256 === sha256) return bytes;
  const subject = { action: 'write', path: to, host: '' };
  const why =
    found.bytes === bytes
      ? `SHA-256 ${found.sha256.slice(0, 12)}… instead of ${sha256.slice(0, 12)}…`
      : `${found.bytes} bytes instead of ${bytes}`;
  throw contentDiffers(subject, why);
}
