import { open, rename, rm, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { flushDirectory, isMissing } from '../export/atomic-file.ts';
import { temporaryPath } from '../export/temporary-path.ts';
import { translateWriteError } from '../file-errors.ts';
import type { Clock, RejectedRow, RejectsFile, RejectsMark } from '../ports.ts';
import { createRejectsAppender } from './rejects-appender.ts';
import { extendMark, isSameMark, markOfFile, NO_BYTES, REJECTS_HEADER } from './rejects-format.ts';

const FILE_NAME = 'rejects.csv';
const HEADER_MARK = extendMark(NO_BYTES, REJECTS_HEADER);

export type OpenRejectsFileOptions = {
  readonly outputDir: string;
  /** What the ledger remembers; `undefined` when no ledger knows of a rejects file. */
  readonly mark: RejectsMark | undefined;
  /** The rejected rows in their order, from a place that outlives the file. */
  readonly recover: () => AsyncIterable<readonly RejectedRow[]>;
  readonly clock: Clock;
  /** Told, as a sentence for the operator, when the file was not what the ledger says. */
  readonly onNotice: (sentence: string) => void;
};

/**
 * Opens `rejects.csv` exactly at the mark: rows after it were never counted and are cut off.
 *
 * A file that does not hold what the mark says (somebody cleaned up or edited it) is set aside as
 * `rejects.csv.set-aside-<UTC>` and rebuilt. So is one with rows that no ledger owns, for a new
 * one. Where not all rows can be recovered, what there is counts from now on: the file's own
 * `mark()` differs from the ledger's then, and the caller goes on with the file's.
 *
 * @throws `OUTPUT_UNWRITABLE`, `DISK_FULL`, `FILE_FAILED`, and whatever `recover` throws
 */
export async function openRejectsFile(options: OpenRejectsFileOptions): Promise<RejectsFile> {
  const path = join(options.outputDir, FILE_NAME);
  try {
    const mark =
      options.mark === undefined
        ? await startAnew(path, options)
        : await goOn(path, options.mark, options);
    await truncate(path, mark.bytes);
    return createRejectsAppender(await open(path, 'r+'), path, mark);
  } catch (error) {
    throw translateWriteError(error, path, 'OUTPUT_UNWRITABLE');
  }
}

async function startAnew(path: string, options: OpenRejectsFileOptions): Promise<RejectsMark> {
  const found = await existingMark(path, HEADER_MARK.bytes + 1);
  if (found !== undefined && isSameMark(found, HEADER_MARK)) return HEADER_MARK;
  const temporary = await writeTemporary(path, noRows);
  if (found !== undefined && found.bytes > 0) {
    const aside = await setAside(path, options.clock);
    options.onNotice(`${path} holds rows of another ingest; it is now ${aside}`);
  }
  await putInPlace(temporary.path, path);
  return temporary.mark;
}

async function goOn(
  path: string,
  mark: RejectsMark,
  options: OpenRejectsFileOptions,
): Promise<RejectsMark> {
  const found = await existingMark(path, mark.bytes);
  if (found !== undefined && isSameMark(found, mark)) return mark;
  const rebuilt = await writeTemporary(path, options.recover);
  if (await isWholeFile(path, rebuilt.mark)) {
    // An earlier start has rebuilt as much as there is.
    await rm(rebuilt.path);
    return rebuilt.mark;
  }
  const was = found === undefined ? 'was missing' : 'was not as the ledger says';
  const aside =
    found === undefined ? '' : `; the old one is now ${await setAside(path, options.clock)}`;
  await putInPlace(rebuilt.path, path);
  const isWhole = isSameMark(rebuilt.mark, mark);
  const lost = isWhole ? '' : ', but not all its rows: some are gone from the dead-letter topic';
  options.onNotice(`${path} ${was} and was rebuilt${lost}${aside}`);
  return rebuilt.mark;
}

async function* noRows(): AsyncGenerator<readonly RejectedRow[], void, undefined> {}

/** A complete rejects file under a temporary name. */
async function writeTemporary(
  path: string,
  rows: () => AsyncIterable<readonly RejectedRow[]>,
): Promise<{ readonly path: string; readonly mark: RejectsMark }> {
  const temporary = temporaryPath(path);
  const handle = await open(temporary, 'wx');
  const file = createRejectsAppender(handle, temporary, HEADER_MARK);
  try {
    await handle.write(REJECTS_HEADER, 0, REJECTS_HEADER.length, 0);
    for await (const some of rows()) await file.append(some);
    await handle.sync();
    await file.close();
  } catch (error) {
    await file.close();
    await rm(temporary, { force: true });
    throw error;
  }
  return { path: temporary, mark: file.mark() };
}

async function putInPlace(temporary: string, path: string): Promise<void> {
  await rename(temporary, path);
  await flushDirectory(dirname(path));
}

async function setAside(path: string, clock: Clock): Promise<string> {
  const time = new Date(clock.now()).toISOString().replaceAll(/[:.]/g, '-');
  const aside = `${path}.set-aside-${time}`;
  await rename(path, aside);
  return aside;
}

async function existingMark(path: string, length: number): Promise<RejectsMark | undefined> {
  try {
    return await markOfFile(path, length);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function isWholeFile(path: string, mark: RejectsMark): Promise<boolean> {
  const found = await existingMark(path, mark.bytes + 1);
  return found !== undefined && isSameMark(found, mark);
}
