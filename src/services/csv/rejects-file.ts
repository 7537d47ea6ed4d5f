import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../files/atomic-file.ts';
import { translateWriteError } from '../files/file-errors.ts';
import { setAside } from '../files/set-aside.ts';
import type { Clock, RejectedRow, RejectsFile, RejectsMark } from '../ports.ts';
import { createRejectsAppender } from './rejects-appender.ts';
import {
  copyBytes,
  extendMark,
  isSameMark,
  markOfFile,
  NO_BYTES,
  REJECTS_HEADER,
  startOfFile,
  writeAll,
} from './rejects-format.ts';
import { createTemporaryFile } from './rejects-temporary.ts';

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
 * Opens `rejects.csv` exactly at the mark: rows after it were never counted and are left out. It is
 * a file of its own that takes the place of the one before, so that a producer that was replaced
 * and still writes to that one does no harm.
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
    const own = await createTemporaryFile(path);
    try {
      const { mark, notice } =
        options.mark === undefined
          ? await startAnew(path, own.handle, options)
          : await goOn(path, own.handle, { ...options, mark: options.mark });
      await own.putInPlace();
      if (notice !== null) options.onNotice(notice);
      return createRejectsAppender(own.handle, path, mark);
    } catch (error) {
      await own.discard().catch(() => {});
      throw error;
    }
  } catch (error) {
    throw translateWriteError(error, path, 'OUTPUT_UNWRITABLE');
  }
}

/** What was written to take the place of the file, and what the operator should know of it. */
type Written = { readonly mark: RejectsMark; readonly notice: string | null };

async function startAnew(
  path: string,
  own: FileHandle,
  { clock }: OpenRejectsFileOptions,
): Promise<Written> {
  await writeAll(own, REJECTS_HEADER, 0);
  const found = await unlessMissing(markOfFile(path, HEADER_MARK.bytes + 1));
  const holdsRows = found !== undefined && found.bytes > 0 && !isSameMark(found, HEADER_MARK);
  if (!holdsRows) return { mark: HEADER_MARK, notice: null };
  const aside = setAside(path, clock.now());
  const notice = `${path} holds rows that no ledger accounts for; it is now ${aside}`;
  return { mark: HEADER_MARK, notice };
}

async function goOn(
  path: string,
  own: FileHandle,
  { mark, clock, recover }: OpenRejectsFileOptions & { readonly mark: RejectsMark },
): Promise<Written> {
  const found = await unlessMissing(copyBytes(startOfFile(path, mark.bytes), own));
  if (found !== undefined && isSameMark(found, mark)) return { mark, notice: null };
  const rebuilt = await writeRecovered(path, own, recover);
  // An earlier start may have rebuilt as much as there is.
  const present = await unlessMissing(markOfFile(path, rebuilt.bytes + 1));
  if (present !== undefined && isSameMark(present, rebuilt)) return { mark: rebuilt, notice: null };
  const was = found === undefined ? 'was missing' : 'was not as the ledger says';
  const isWhole = isSameMark(rebuilt, mark);
  const lost = isWhole ? '' : ', but not all its rows: some are gone from the dead-letter topic';
  const aside = found === undefined ? '' : `; the old one is now ${setAside(path, clock.now())}`;
  return { mark: rebuilt, notice: `${path} ${was} and was rebuilt${lost}${aside}` };
}

async function writeRecovered(
  path: string,
  own: FileHandle,
  recover: OpenRejectsFileOptions['recover'],
): Promise<RejectsMark> {
  await own.truncate(0);
  await writeAll(own, REJECTS_HEADER, 0);
  const file = createRejectsAppender(own, path, HEADER_MARK);
  for await (const rows of recover()) await file.append(rows);
  return file.mark();
}

async function unlessMissing<Result>(reading: Promise<Result>): Promise<Result | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
