import type { Upload } from './publication.ts';

/** Replaces a small file of HDFS in one step. */
export async function replaceText(
  { hdfs, uploading }: Pick<Upload, 'hdfs' | 'uploading'>,
  path: string,
  text: string,
  signal: AbortSignal,
): Promise<void> {
  const temporary = `${uploading}/.replacing`;
  await hdfs.upload(temporary, { text }, signal);
  await hdfs.rename(temporary, path, signal);
}
