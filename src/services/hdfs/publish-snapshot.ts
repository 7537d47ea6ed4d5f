import { ConsoleError } from '../../domain/errors.ts';
import type { Publication, Upload } from './publication.ts';
import { holds, uploadVerified } from './verified-upload.ts';

const MANIFEST = 'manifest.json';
const MAX_SAME_NAMES = 9;

/** Publishes a snapshot as a directory that appears with all its files at once. */
export async function publishSnapshot(upload: Upload, signal: AbortSignal): Promise<Publication> {
  const { hdfs, folder, item, directory, uploading } = upload;
  const snapshots = `${folder}/snapshots`;
  const earlier = await publishedAs(upload, snapshots, signal);
  if (earlier !== undefined) return { path: earlier, sentBytes: 0 };
  const content = `${uploading}/${item.name}`;
  await hdfs.makeDirectories(content, signal);
  let sentBytes = 0;
  for (const file of item.files) {
    const to = `${content}/${file.name}`;
    sentBytes += await uploadVerified(hdfs, { directory, file, to }, signal);
  }
  await hdfs.makeDirectories(snapshots, signal);
  return { path: await renameToFreeName(upload, content, snapshots, signal), sentBytes };
}

/** Where an attempt before this one has put the snapshot, had it come that far. */
async function publishedAs(
  { hdfs, item }: Upload,
  snapshots: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const manifest = item.files.find(({ name }) => name === MANIFEST);
  for (let number = 1; manifest !== undefined && number <= MAX_SAME_NAMES; number += 1) {
    const path = candidate(`${snapshots}/${item.name}`, number);
    if ((await hdfs.entry(path, signal)) === undefined) return undefined;
    if (await holds(hdfs, `${path}/${MANIFEST}`, manifest, signal)) return path;
  }
  return undefined;
}

/** Two machines may have written snapshots in the same second: the later one gets `-2`. */
async function renameToFreeName(
  upload: Upload,
  from: string,
  snapshots: string,
  signal: AbortSignal,
  number = 1,
): Promise<string> {
  const to = candidate(`${snapshots}/${upload.item.name}`, number);
  try {
    await upload.hdfs.rename(from, to, signal);
    return to;
  } catch (error) {
    const isTaken = error instanceof ConsoleError && error.code === 'HDFS_EXISTS';
    if (!isTaken || number >= MAX_SAME_NAMES) throw error;
    return renameToFreeName(upload, from, snapshots, signal, number + 1);
  }
}

function candidate(path: string, number: number): string {
  return number === 1 ? path : `${path}-${number}`;
}
