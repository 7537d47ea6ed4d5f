import { dirname } from 'node:path/posix';
import { jsonText } from '../export/json-text.ts';
import type { Publication, Upload } from './publication.ts';
import { replaceText } from './replace-text.ts';
import { holds, uploadVerified } from './verified-upload.ts';
import type { WebHdfs } from './web-hdfs.ts';

const MANIFEST = 'manifest.json';

/** Publishes files that replace their predecessors one by one; the manifest, last, names them all. */
export async function publishFiles(upload: Upload, signal: AbortSignal): Promise<Publication> {
  const { hdfs, folder, item, directory, uploading } = upload;
  const path = `${folder}/${item.kind}`;
  const moves: { readonly from: string; readonly to: string }[] = [];
  let sentBytes = 0;
  for (const file of item.files) {
    const to = `${path}/${file.name}`;
    if (await holds(hdfs, to, file, signal)) continue;
    const from = `${uploading}/${file.name}`;
    sentBytes += await uploadVerified(hdfs, { directory, file, to: from }, signal);
    moves.push({ from, to });
  }
  await hdfs.makeDirectories(path, signal);
  for (const { from, to } of moves) {
    await hdfs.makeDirectories(dirname(to), signal);
    await hdfs.rename(from, to, signal);
  }
  await replaceText(upload, `${path}/${MANIFEST}`, manifestText(upload), signal);
  const listed = [MANIFEST, ...item.files.map(({ name }) => name)];
  await removeUnlisted(hdfs, path, listed, signal);
  return { path, sentBytes };
}

function manifestText({ item }: Upload): string {
  const { records, generatedAtMs, files } = item;
  const generatedAt = new Date(generatedAtMs).toISOString();
  return `${jsonText({ records, generated_at: generatedAt, files })}\n`;
}

/** What an export before this one has left: say a day of tracks that this one has not. */
async function removeUnlisted(
  hdfs: WebHdfs,
  directory: string,
  listed: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (const { name, isDirectory } of await hdfs.list(directory, signal)) {
    const below = listed
      .filter((file) => file.startsWith(`${name}/`))
      .map((file) => file.slice(name.length + 1));
    const path = `${directory}/${name}`;
    if (isDirectory && below.length > 0) await removeUnlisted(hdfs, path, below, signal);
    else if (!listed.includes(name)) await hdfs.remove(path, signal);
  }
}
