import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { csvCell, csvLine } from '../../domain/csv-format.ts';
import type { RejectedRow, RejectsMark } from '../ports.ts';

export const REJECTS_HEADER = Buffer.from(
  csvLine(['line', 'record_id', 'column', 'reason', 'value', 'raw']),
);

export const NO_BYTES: RejectsMark = { bytes: 0, crc32: 0 };

/** The rows as lines of the rejects file; `raw` keeps its bytes, which may be no UTF-8. */
export function rejectsLines(rows: readonly RejectedRow[]): Buffer {
  return Buffer.concat(rows.flatMap(rejectsLine));
}

function rejectsLine({ line, recordId, rejection, raw }: RejectedRow): Buffer[] {
  const { column, reason, value } = rejection;
  const cells = [String(line), String(recordId), column, reason, value];
  // In Latin-1 every byte is one character and comes back as it was.
  const quoted = Buffer.from(raw).toString('latin1').replaceAll('"', '""');
  return [
    Buffer.from(`${cells.map(csvCell).join(',')},"`),
    Buffer.from(quoted, 'latin1'),
    Buffer.from('"\n'),
  ];
}

export function extendMark(mark: RejectsMark, appended: Buffer): RejectsMark {
  return { bytes: mark.bytes + appended.length, crc32: crc32(appended, mark.crc32) };
}

export function isSameMark(one: RejectsMark, other: RejectsMark): boolean {
  return one.bytes === other.bytes && one.crc32 === other.crc32;
}

/** Mark of the file's first `length` bytes, or of all of it if it has fewer. */
export async function markOfFile(path: string, length: number): Promise<RejectsMark> {
  let mark = NO_BYTES;
  for await (const chunk of startOfFile(path, length)) mark = extendMark(mark, chunk);
  return mark;
}

/** The file's first `length` bytes, at least one, or all of it if it has fewer. */
export function startOfFile(path: string, length: number): AsyncIterable<Buffer> {
  return createReadStream(path, { end: length - 1 });
}

/** Writes the chunks at the start of a file and returns their mark. */
export async function copyBytes(
  chunks: AsyncIterable<Buffer>,
  to: FileHandle,
): Promise<RejectsMark> {
  let mark = NO_BYTES;
  for await (const chunk of chunks) {
    await writeAll(to, chunk, mark.bytes);
    mark = extendMark(mark, chunk);
  }
  return mark;
}

export async function writeAll(to: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await to.write(
      bytes,
      written,
      bytes.length - written,
      position + written,
    );
    written += bytesWritten;
  }
}
