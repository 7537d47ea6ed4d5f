import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ANALYTICS_FILE_NAMES } from '../export/exporter.ts';
import { copyTrackFile } from '../export/track-file-copy.ts';
import { TRACK_FILE_NAME } from '../export/track-line.ts';
import { hashFile } from '../files/hash-file.ts';
import type { ExportedFile, TrackFileMark, WrittenSnapshot } from '../ports.ts';

/** Copies what every save replaces. */
export function copyAnalyticsFiles(from: string, to: string): Promise<readonly ExportedFile[]> {
  return copyFiles(from, to, ANALYTICS_FILE_NAMES);
}

/** @throws `TRACK_FILE_DAMAGED` when the track file is no longer the one that was marked */
export async function copyTracks(
  from: string,
  to: string,
  mark: TrackFileMark,
): Promise<readonly ExportedFile[]> {
  return [await copyTrackFile(join(from, TRACK_FILE_NAME), join(to, TRACK_FILE_NAME), mark)];
}

/** Copies a snapshot with its manifest. */
export function copySnapshot(
  { directory, files }: WrittenSnapshot,
  to: string,
): Promise<readonly ExportedFile[]> {
  return copyFiles(directory, to, [...files.map(({ name }) => name), 'manifest.json']);
}

async function copyFiles(
  from: string,
  to: string,
  names: readonly string[],
): Promise<readonly ExportedFile[]> {
  const copied: ExportedFile[] = [];
  for (const name of names) {
    const path = join(to, name);
    await copyFile(join(from, name), path);
    copied.push({ name, ...(await hashFile(path)) });
  }
  return copied;
}
