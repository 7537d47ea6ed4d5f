import type { DatasetSource } from '../ports.ts';
import { gunzipChunks } from './gunzip-chunks.ts';
import { detectPacking } from './packing.ts';
import { skipBytes } from './skip-bytes.ts';
import { type FileVersion, fileVersion, readRange, streamVersion } from './unchanged-file.ts';
import { csvInZip, readZippedCsv } from './zipped-csv.ts';

type OpenBytes = DatasetSource['open'];

/**
 * The data set in a file: a CSV, plain, gzipped, or in a zip archive. What the file is follows from
 * its first bytes; its name decides only where those say nothing. Nothing is unpacked to disk.
 * Of several CSV files in an archive the largest is taken, and the source's name says which.
 *
 * The file seen here is the one that every `open` expects: a later one is `DATASET_CHANGED`.
 *
 * @throws `DATASET_MISSING`, `DATASET_NOT_A_FILE`, `DATASET_UNREADABLE`, `DATASET_EMPTY`,
 *   `DATASET_COMPRESSION`, `DATASET_ARCHIVE`
 */
export async function openFileSource(path: string): Promise<DatasetSource> {
  const version = await fileVersion(path);
  switch (await detectPacking(version)) {
    case 'plain':
      return { name: path, isDemo: false, open: openPlain(version) };
    case 'gzip':
      return { name: path, isDemo: false, open: openGzip(version) };
    case 'zip': {
      const csv = await csvInZip(version);
      return { name: `${path} (${csv})`, isDemo: false, open: openZip(version) };
    }
  }
}

function openPlain(version: FileVersion): OpenBytes {
  return (from, signal) =>
    streamVersion(version, signal, (handle) => readRange(handle, from, version.bytes, signal));
}

function openGzip(version: FileVersion): OpenBytes {
  return (from, signal) =>
    streamVersion(version, signal, (handle) => {
      const packed = readRange(handle, 0, version.bytes, signal);
      return skipBytes(gunzipChunks(packed, version.path), from);
    });
}

function openZip(version: FileVersion): OpenBytes {
  return (from, signal) =>
    streamVersion(version, signal, (handle) =>
      skipBytes(readZippedCsv(handle, version, signal), from),
    );
}
