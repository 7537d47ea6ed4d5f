import { createReadStream } from 'node:fs';
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
  if (length === 0) return mark;
  const chunks: AsyncIterable<Buffer> = createReadStream(path, { end: length - 1 });
  for await (const chunk of chunks) mark = extendMark(mark, chunk);
  return mark;
}
