import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import { ConsoleError } from '../../domain/errors.ts';
import { datasetError, errorCode } from './dataset-errors.ts';
import { type FileVersion, openVersion, readRange } from './unchanged-file.ts';

/** Lets yauzl read through a handle that somebody else closes. */
class HandleReader extends RandomAccessReader {
  readonly #handle: FileHandle;
  readonly #signal: AbortSignal;

  constructor(handle: FileHandle, signal: AbortSignal) {
    super();
    this.#handle = handle;
    this.#signal = signal;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const bytes = readRange(this.#handle, start, end, this.#signal);
    return Readable.from(bytes, { objectMode: false });
  }
}

/**
 * Name of the CSV file that is read from this archive.
 *
 * @throws `DATASET_ARCHIVE` when the archive is damaged, cut short or holds no CSV
 */
export async function csvInZip(version: FileVersion): Promise<string> {
  await using handle = await openVersion(version);
  const { entry } = await openCsvEntry(handle, version, new AbortController().signal);
  return entry.fileName;
}

/** @throws `DATASET_ARCHIVE` */
export async function* readZippedCsv(
  handle: FileHandle,
  version: FileVersion,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  const { zip, entry } = await openCsvEntry(handle, version, signal);
  try {
    let checksum = 0;
    const stream = await zip.openReadStreamPromise(entry);
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
    if (checksum !== entry.crc32) throw new Error('wrong checksum');
  } catch (error) {
    throw translateZipError(error, version.path);
  }
}

type CsvEntry = { readonly zip: ZipFile; readonly entry: Entry };

async function openCsvEntry(
  handle: FileHandle,
  version: FileVersion,
  signal: AbortSignal,
): Promise<CsvEntry> {
  const { path, bytes } = version;
  try {
    const reader = new HandleReader(handle, signal);
    const zip = await fromRandomAccessReaderPromise(reader, bytes, { autoClose: false });
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry()) entries.push(entry);
    const entry = largestCsv(entries);
    if (entry === undefined) throw noCsvError(path, entries);
    assertReadable(entry, path);
    return { zip, entry };
  } catch (error) {
    throw translateZipError(error, path);
  }
}

function largestCsv(entries: readonly Entry[]): Entry | undefined {
  const [largest] = entries
    .filter(({ fileName }) => /\.csv$/i.test(fileName) && !fileName.startsWith('__MACOSX/'))
    .toSorted((one, other) => other.uncompressedSize - one.uncompressedSize);
  return largest;
}

function noCsvError(path: string, entries: readonly Entry[]): ConsoleError {
  const names = entries.slice(0, 3).map(({ fileName }) => fileName);
  const more = entries.length > names.length ? ', …' : '';
  const content = names.length === 0 ? 'nothing' : names.join(', ') + more;
  return new ConsoleError('DATASET_ARCHIVE', `The zip archive ${path} holds no .csv file`, {
    hint: `It holds ${content}; give an archive with the tracks as CSV, or the .csv itself.`,
    context: { path },
  });
}

function assertReadable(entry: Entry, path: string): void {
  const where = `${entry.fileName} in the zip archive ${path}`;
  if (entry.isEncrypted()) {
    throw datasetError('DATASET_ARCHIVE', `${where} is protected by a password`, path);
  }
  if (!entry.canDecodeFileData()) {
    const method = entry.compressionMethod;
    throw datasetError('DATASET_ARCHIVE', `${where} is packed by unknown method ${method}`, path);
  }
}

/** yauzl throws plain errors without a code, zlib its own: all mean that the archive is no good. */
function translateZipError(thrown: unknown, path: string): unknown {
  const isOurs = thrown instanceof ConsoleError;
  const isAbort = thrown instanceof Error && thrown.name === 'AbortError';
  if (isOurs || isAbort || /^E[A-Z0-9]+$/.test(errorCode(thrown))) return thrown;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return datasetError(
    'DATASET_ARCHIVE',
    `The zip archive ${path} is damaged or cut short (${reason})`,
    path,
    thrown,
  );
}
