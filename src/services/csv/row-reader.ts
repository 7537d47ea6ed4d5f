import {
  MAX_RAW_BYTES,
  MAX_ROW_BYTES,
  type ReadRow,
  type RowPosition,
} from '../../domain/row-check.ts';
import { type ByteWindow, createByteWindow } from './byte-window.ts';
import { firstLine, withoutLineBreak } from './line-breaks.ts';
import {
  HARD_ROW_BYTES,
  type RowChecker,
  readBlock,
  readHardRow,
  toOversizedRow,
} from './read-row.ts';

const BLOCK_BYTES = 64 * 1024;
const LF = 0x0a;

/**
 * Rows of a CSV in its order, some hundreds at a time. At most one block of 64 KiB is read ahead,
 * and 1 MiB where a row needs it.
 *
 * @param chunks - the CSV from `from` on
 */
export async function* readRows(
  chunks: AsyncIterable<Buffer>,
  from: RowPosition,
  checker: RowChecker,
): AsyncGenerator<readonly ReadRow[], RowPosition, undefined> {
  const window = createByteWindow(chunks);
  let position = from;
  try {
    for (;;) {
      await window.fill(BLOCK_BYTES);
      if (window.unread.length === 0) return position;
      const block = wholeLines(window.unread);
      const { rows, next } = readBlock(block, position, checker);
      const bytesRead = next.byte - position.byte;
      window.advance(bytesRead);
      position = next;
      if (bytesRead > 0 && bytesRead === block.length) {
        if (rows.length > 0) yield rows;
      } else {
        const hardRow = await nextHardRow(window, next, checker);
        position = hardRow.next;
        yield [...rows, hardRow];
      }
    }
  } finally {
    await window.close();
  }
}

/** Whole lines of at most one block; everything when less than a block is left of the file. */
function wholeLines(unread: Buffer): Buffer {
  if (unread.length < BLOCK_BYTES) return unread;
  return unread.subarray(0, unread.lastIndexOf(LF, BLOCK_BYTES - 1) + 1);
}

async function nextHardRow(
  window: ByteWindow,
  start: RowPosition,
  checker: RowChecker,
): Promise<ReadRow> {
  await window.fill(HARD_ROW_BYTES);
  const bytes = window.unread.subarray(0, HARD_ROW_BYTES);
  if (withoutLineBreak(firstLine(bytes)).length > MAX_ROW_BYTES) {
    return skipOversizedLine(window, start);
  }
  const row = readHardRow(bytes, start, checker);
  window.advance(row.next.byte - start.byte);
  return row;
}

/** Passes a line of any length with constant memory. */
async function skipOversizedLine(window: ByteWindow, start: RowPosition): Promise<ReadRow> {
  const beginning = Buffer.from(window.unread.subarray(0, MAX_RAW_BYTES));
  let total = 0;
  let content = 0;
  for (;;) {
    const part = firstLine(window.unread);
    total += part.length;
    content += withoutLineBreak(part).length;
    window.advance(part.length);
    if (part.at(-1) === LF) break;
    await window.fill(BLOCK_BYTES);
    if (window.unread.length === 0) break;
  }
  return toOversizedRow(beginning, { content, total }, start);
}
