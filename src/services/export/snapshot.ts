import { createHash } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { reach } from '../checkpoints.ts';
import { flushDirectory, writeFlushed } from '../files/atomic-file.ts';
import { temporaryPath } from '../files/temporary-path.ts';
import type { ExportedFile, SnapshotView, WrittenSnapshot } from '../ports.ts';
import { jsonText } from './json-text.ts';
import { copyTrackFile } from './track-file-copy.ts';

/** In an output directory. */
export const SNAPSHOTS_DIR = 'snapshots';

export type NamedText = { readonly name: string; readonly text: string };

export type SnapshotOptions = {
  readonly snapshotsDir: string;
  readonly trackFilePath: string;
  readonly view: SnapshotView;
  /** The files beside the track file. */
  readonly texts: readonly NamedText[];
};

/** Writes a snapshot under a temporary name and renames it: a half-written one never looks like one. */
export async function writeSnapshot(options: SnapshotOptions): Promise<WrittenSnapshot> {
  const { snapshotsDir, view } = options;
  const temporary = temporaryPath(join(snapshotsDir, 'snapshot'));
  try {
    await mkdir(temporary, { recursive: true });
    const files = await writeFiles(temporary, options);
    await writeFlushed(join(temporary, 'manifest.json'), manifest(view, files));
    await flushDirectory(temporary);
    const directory = await renameToFreeName(temporary, snapshotName(snapshotsDir, view));
    await flushDirectory(snapshotsDir);
    return { directory, bytes: files.reduce((sum, file) => sum + file.bytes, 0), files };
  } catch (error) {
    // On a file system that turned read-only nothing can be removed; what matters is why.
    await rm(temporary, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
}

async function writeFiles(
  directory: string,
  { trackFilePath, view, texts }: SnapshotOptions,
): Promise<readonly ExportedFile[]> {
  const target = join(directory, 'processed_tracks.csv');
  const files = [await copyTrackFile(trackFilePath, target, view.trackFile)];
  for (const { name, text } of texts) {
    await writeFlushed(join(directory, name), text);
    const sha256 = createHash('sha256').update(text).digest('hex');
    files.push({ name, bytes: Buffer.byteLength(text), sha256 });
  }
  return files;
}

function manifest({ offsets, totals }: SnapshotView, files: readonly ExportedFile[]): string {
  const byPartition = [...offsets].sort(([left], [right]) => left - right);
  const document = {
    offsets: new Map(byPartition.map(([partition, offset]) => [String(partition), offset])),
    records: totals.total,
    files,
  };
  return `${jsonText(document)}\n`;
}

/** `2026-11-22T03-04-05Z`: no colons, which some file systems refuse. */
function snapshotName(snapshotsDir: string, { generatedAtMs }: SnapshotView): string {
  const seconds = new Date(generatedAtMs).toISOString().slice(0, 19);
  return join(snapshotsDir, `${seconds.replaceAll(':', '-')}Z`);
}

/** Two snapshots of one second: the later gets `-2`. A rename never replaces a directory with files. */
async function renameToFreeName(temporary: string, path: string, number = 1): Promise<string> {
  const candidate = number === 1 ? path : `${path}-${number}`;
  try {
    reach('before-rename');
    await rename(temporary, candidate);
    reach('after-rename');
    return candidate;
  } catch (error) {
    if (!isTaken(error)) throw error;
    return renameToFreeName(temporary, path, number + 1);
  }
}

function isTaken(error: unknown): boolean {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOTDIR';
}
