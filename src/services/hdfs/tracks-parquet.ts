import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { parse } from 'csv-parse';
import { TRACK_FILE_NAME } from '../export/track-line.ts';
import { hashFile } from '../files/hash-file.ts';
import type { ExportedFile } from '../ports.ts';
import { ParquetFile, type TrackRow } from './parquet-file.ts';

/** Spark and others take `processed_date=…` in a path for a column of that name. */
const FOLDER = 'parquet';
const PARTITION = 'processed_date';
/** Each holds at most one row group of rows back, some megabytes. */
const MAX_OPEN_FILES = 4;
const PROCESSED_AT = 4;
const DATE_LENGTH = '2026-11-24'.length;

/**
 * Writes the rows of a copied track file as Parquet beside it, one directory for each UTC day on
 * which tracks were processed: by genre it would be a hundred files of some kilobytes.
 *
 * @param directory - with the track file
 * @returns the written files; names are relative to the directory
 */
export async function writeTracksParquet(
  directory: string,
  signal: AbortSignal,
): Promise<readonly ExportedFile[]> {
  const open = new Map<string, ParquetFile>();
  const names: string[] = [];
  await rm(join(directory, FOLDER), { recursive: true, force: true });
  await mkdir(join(directory, FOLDER));

  async function fileOf(date: string): Promise<ParquetFile> {
    const present = open.get(date);
    if (present !== undefined) return present;
    await closeOldest(open, MAX_OPEN_FILES - 1);
    const place = `${FOLDER}/${PARTITION}=${date}`;
    const number = names.filter((name) => name.startsWith(`${place}/`)).length;
    const name = `${place}/part-${number}.parquet`;
    if (number === 0) await mkdir(join(directory, place));
    const file = new ParquetFile(join(directory, name));
    names.push(name);
    open.set(date, file);
    return file;
  }

  const rows = createReadStream(join(directory, TRACK_FILE_NAME)).pipe(parse({ from_line: 2 }));
  for await (const row of rows as AsyncIterable<TrackRow>) {
    const file = await fileOf((row[PROCESSED_AT] ?? '').slice(0, DATE_LENGTH));
    if (!file.add(row)) continue;
    await file.writeGroup();
    // A group takes some ten milliseconds: others come in between.
    await setImmediate(undefined, { signal });
  }
  await closeOldest(open, 0);
  return Promise.all(
    names.map(async (name) => ({ name, ...(await hashFile(join(directory, name))) })),
  );
}

async function closeOldest(open: Map<string, ParquetFile>, keep: number): Promise<void> {
  for (const [date, file] of open) {
    if (open.size <= keep) return;
    await file.close();
    open.delete(date);
  }
}
