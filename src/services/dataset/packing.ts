import { datasetError } from './dataset-errors.ts';
import { type FileVersion, openVersion } from './unchanged-file.ts';

export type Packing = 'plain' | 'gzip' | 'zip';

const HEAD_BYTES = 4096;
const GZIP_START = Buffer.from([0x1f, 0x8b]);
const ZIP_START = Buffer.from('PK');

/**
 * How a data set file is packed, by its first bytes. A file that is named `.gz` or `.zip` and does
 * not begin like one is taken for plain text if it looks like text (some downloads are unpacked on
 * their way and keep the name), else it is damaged.
 *
 * @throws `DATASET_COMPRESSION`, `DATASET_ARCHIVE`
 */
export async function detectPacking(version: FileVersion): Promise<Packing> {
  const head = await readHead(version);
  if (head.indexOf(GZIP_START) === 0) return 'gzip';
  if (head.indexOf(ZIP_START) === 0 && (head[2] ?? 0) < 0x20) return 'zip';
  if (head.includes(0)) assertNotNamedAsPacked(version.path);
  return 'plain';
}

async function readHead(version: FileVersion): Promise<Buffer> {
  await using handle = await openVersion(version);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  return buffer.subarray(0, bytesRead);
}

function assertNotNamedAsPacked(path: string): void {
  if (/\.gz$/i.test(path)) {
    throw datasetError('DATASET_COMPRESSION', `${path} is no gzip file, or a damaged one`, path);
  }
  if (/\.zip$/i.test(path)) {
    throw datasetError('DATASET_ARCHIVE', `${path} is no zip archive, or a damaged one`, path);
  }
}
