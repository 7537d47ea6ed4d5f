import { mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { translateWriteError } from '../files/file-errors.ts';

/** How far a download has come, and the validator that tells whether the server's file is the same. */
export type PartialMark = {
  readonly bytes: number;
  /** A strong ETag or a date, as `If-Range` takes it. */
  readonly validator: string;
};

/**
 * A download under way. It outlives its process, with its validator in a file beside it.
 * Every method fails with `STATE_DIR_UNWRITABLE`, `DISK_FULL` or `FILE_FAILED`.
 */
export type PartialFile = {
  readonly path: string;
  /** Where to go on; `undefined` where the beginning is the only place. */
  mark(): Promise<PartialMark | undefined>;
  /** Empties the file. @param validator - `null` where the server gives none */
  restart(validator: string | null): Promise<void>;
  /** Appends and flushes to disk. What `chunks` throws is thrown, and what came before it stays. */
  append(chunks: AsyncIterable<Buffer>): Promise<void>;
  discard(): Promise<void>;
};

const noteSchema = z.object({ url: z.string(), validator: z.string() });

/** @param url - where it is fetched from; what came from elsewhere is not gone on with */
export function createPartialFile(path: string, url: URL): PartialFile {
  const notePath = `${path}.json`;
  const guarded = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw translateWriteError(error, path, 'STATE_DIR_UNWRITABLE');
    }
  };

  async function discard(): Promise<void> {
    // The note first: without it the rest is never gone on with.
    await rm(notePath, { force: true });
    await rm(path, { force: true });
  }
  return {
    path,
    async mark() {
      const note = await readNote(notePath);
      if (note?.url !== url.href) return undefined;
      const bytes = await stat(path).then(
        ({ size }) => size,
        () => 0,
      );
      return bytes === 0 ? undefined : { bytes, validator: note.validator };
    },
    restart: (validator) =>
      guarded(async () => {
        await discard();
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await writeFile(path, '', { mode: 0o600 });
        if (validator === null) return;
        await writeFile(notePath, JSON.stringify({ url: url.href, validator }), { mode: 0o600 });
      }),
    append: (chunks) =>
      guarded(async () => {
        await using file = await open(path, 'a');
        for await (const chunk of chunks) await file.appendFile(chunk);
        await file.sync();
      }),
    discard: () => guarded(discard),
  };
}

/** A note cut short by a crash counts as none. */
async function readNote(path: string): Promise<z.output<typeof noteSchema> | undefined> {
  try {
    return noteSchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
