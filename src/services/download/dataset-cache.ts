import { chmod, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { detectPacking } from '../dataset/packing.ts';
import { fileVersion } from '../dataset/unchanged-file.ts';
import { flushDirectory, writeFlushed } from '../files/atomic-file.ts';
import { translateWriteError } from '../files/file-errors.ts';
import { temporaryPath } from '../files/temporary-path.ts';
import type { DatasetFingerprint } from '../ports.ts';

const manifestSchema = z.strictObject({
  /** Name of the file in the cache directory. */
  file: z.enum(['dataset.csv', 'dataset.csv.gz', 'dataset.zip']),
  file_bytes: z.int().positive(),
  source: z.string(),
  url: z.string(),
  fetched_at: z.iso.datetime(),
  /** Of the CSV, unpacked. */
  csv_bytes: z.int().positive(),
  csv_sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

type Manifest = z.output<typeof manifestSchema>;

/** A data set that was fetched, as it came: nothing is unpacked. */
export type CachedDataset = Manifest & { readonly path: string };

/** What the cache holds: a data set, nothing, or something that is no good any more. */
type CacheEntry =
  | { readonly status: 'present'; readonly dataset: CachedDataset }
  | { readonly status: 'empty' }
  | { readonly status: 'damaged'; readonly reason: string };

type Origin = {
  readonly source: string;
  /** Without query: that may be a signature. */
  readonly url: string;
  readonly fetchedAtMs: number;
  readonly fingerprint: DatasetFingerprint;
};

/** One data set in a directory of this user alone. The manifest, written last, makes it one. */
export type DatasetCache = {
  readonly directory: string;
  /** Looks at names and lengths only; whoever reads the data set compares its fingerprint. */
  lookUp(): Promise<CacheEntry>;
  /** Takes a complete download in under the name its content calls for; not yet part of the cache. */
  takeIn(downloadPath: string): Promise<string>;
  /** Makes the file that was taken in the cached data set. */
  keep(path: string, origin: Origin): Promise<CachedDataset>;
  /** Puts a damaged data set out of the way, for somebody to look at. */
  setAside(): Promise<void>;
};

const MANIFEST = 'manifest.json';
const FILES: readonly Manifest['file'][] = manifestSchema.shape.file.options;
const NAMES = { plain: 'dataset.csv', gzip: 'dataset.csv.gz', zip: 'dataset.zip' } as const;

export function createDatasetCache(directory: string): DatasetCache {
  const manifestPath = join(directory, MANIFEST);
  const guarded = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw translateWriteError(error, directory, 'STATE_DIR_UNWRITABLE');
    }
  };
  return {
    directory,
    lookUp: () => lookUp(directory, manifestPath),
    async takeIn(downloadPath) {
      const packing = await detectPacking(await fileVersion(downloadPath));
      const path = join(directory, NAMES[packing]);
      await guarded(() => rename(downloadPath, path));
      return path;
    },
    async keep(path, origin) {
      const file = FILES.find((name) => join(directory, name) === path);
      if (file === undefined) throw new Error(`${path} was not taken in`);
      const manifest: Manifest = {
        file,
        file_bytes: (await stat(path)).size,
        source: origin.source,
        url: origin.url,
        fetched_at: new Date(origin.fetchedAtMs).toISOString(),
        csv_bytes: origin.fingerprint.bytes,
        csv_sha256: origin.fingerprint.sha256,
      };
      await guarded(() => replace(manifestPath, `${JSON.stringify(manifest, null, 2)}\n`));
      return { ...manifest, path };
    },
    setAside: () =>
      guarded(async () => {
        await rm(manifestPath, { force: true });
        for (const name of FILES) await renameIfThere(join(directory, name));
      }),
  };
}

async function lookUp(directory: string, manifestPath: string): Promise<CacheEntry> {
  const text = await readFile(manifestPath, 'utf8').catch(() => undefined);
  if (text === undefined) return { status: 'empty' };
  const manifest = parseManifest(text);
  if (manifest === undefined) return { status: 'damaged', reason: `${manifestPath} is unreadable` };
  const path = join(directory, manifest.file);
  const bytes = await stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
  if (bytes === manifest.file_bytes) return { status: 'present', dataset: { ...manifest, path } };
  const reason =
    bytes === undefined
      ? `${path} is missing`
      : `${path} has ${bytes} bytes instead of ${manifest.file_bytes}`;
  return { status: 'damaged', reason };
}

function parseManifest(text: string): Manifest | undefined {
  try {
    return manifestSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function replace(path: string, content: string): Promise<void> {
  const temporary = temporaryPath(path);
  await writeFlushed(temporary, content);
  await rename(temporary, path);
  await flushDirectory(join(path, '..'));
}

async function renameIfThere(path: string): Promise<void> {
  try {
    await rename(path, `${path}.damaged`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Makes the directory, for this user alone. @throws `STATE_DIR_UNWRITABLE` */
export async function ensureCacheDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await chmod(directory, 0o700);
  } catch (error) {
    throw translateWriteError(error, directory, 'STATE_DIR_UNWRITABLE');
  }
}
