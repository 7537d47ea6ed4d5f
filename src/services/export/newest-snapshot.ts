import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FoundSnapshot } from '../ports.ts';
import { SNAPSHOTS_DIR } from './snapshot.ts';

/** As snapshots are named; one that is being written has another name. */
const SNAPSHOT_NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(-\d+)?$/;

/** By time, and within a second by number. */
const byTime = new Intl.Collator('en', { numeric: true });

/** The newest snapshot that can be read, of whichever process; `undefined` where there is none. */
export async function newestSnapshot(outputDir: string): Promise<FoundSnapshot | undefined> {
  const snapshotsDir = join(outputDir, SNAPSHOTS_DIR);
  const names = await readdir(snapshotsDir).catch(() => []);
  const snapshots = names.filter((name) => SNAPSHOT_NAME.test(name));
  for (const name of snapshots.toSorted((left, right) => byTime.compare(right, left))) {
    const found = await readSnapshot(join(snapshotsDir, name)).catch(() => undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function readSnapshot(directory: string): Promise<FoundSnapshot> {
  const path = join(directory, 'manifest.json');
  const { files } = JSON.parse(await readFile(path, 'utf8')) as {
    readonly files: readonly { readonly bytes: number }[];
  };
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return { directory, bytes, writtenAt: (await stat(path)).mtimeMs };
}
