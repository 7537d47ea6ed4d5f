import { createHash } from 'node:crypto';
import { MAX_ROW_BYTES, type RowPosition } from '../../domain/row-check.ts';
import { createRowCheck } from '../../domain/row-checker.ts';
import { datasetError } from '../dataset/dataset-errors.ts';
import { changedError } from '../dataset/unchanged-file.ts';
import type { DatasetFingerprint, DatasetSource, RowSource } from '../ports.ts';
import { type ByteWindow, createByteWindow } from './byte-window.ts';
import { parseHeader } from './header.ts';
import { firstLine, withoutLineBreak } from './line-breaks.ts';
import { readRows } from './row-reader.ts';

const BLOCK_BYTES = 64 * 1024;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Reads the whole data set once, with constant memory: hashes it, checks its header, and so finds
 * a broken or truncated file before anything of it is published.
 *
 * @param onProgress - told after every chunk how many bytes of the unpacked CSV were hashed
 * @throws `DATASET_HEADER`, `DATASET_EMPTY` (no row), and whatever `source` throws
 */
export async function openRowSource(
  source: DatasetSource,
  signal: AbortSignal,
  onProgress?: (hashedBytes: number) => void,
): Promise<RowSource> {
  const { columns, start, fingerprint } = await inspect(source, signal, onProgress);
  const checker = { columns, check: createRowCheck(columns) };
  return {
    name: source.name,
    isDemo: source.isDemo,
    fingerprint,
    columns,
    start,
    async *rows(from, rowsSignal) {
      const end = yield* readRows(source.open(from.byte, rowsSignal), from, checker);
      if (end.byte !== fingerprint.bytes) throw changedError(source.name);
    },
  };
}

type Inspection = {
  readonly columns: readonly string[];
  readonly start: RowPosition;
  readonly fingerprint: DatasetFingerprint;
};

async function inspect(
  source: DatasetSource,
  signal: AbortSignal,
  onProgress: ((hashedBytes: number) => void) | undefined,
): Promise<Inspection> {
  const hash = createHash('sha256');
  let bytes = 0;
  const window = createByteWindow(
    observed(source.open(0, signal), (chunk) => {
      hash.update(chunk);
      bytes += chunk.length;
      onProgress?.(bytes);
    }),
  );
  try {
    const { columns, start } = await readHeader(window, source.name);
    if (!(await hasContent(window))) {
      throw datasetError('DATASET_EMPTY', `${source.name} has a header but no rows`, source.name);
    }
    return { columns, start, fingerprint: { sha256: hash.digest('hex'), bytes } };
  } finally {
    await window.close();
  }
}

async function* observed(
  chunks: AsyncIterable<Buffer>,
  observe: (chunk: Buffer) => void,
): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of chunks) {
    observe(chunk);
    yield chunk;
  }
}

async function readHeader(
  window: ByteWindow,
  name: string,
): Promise<Pick<Inspection, 'columns' | 'start'>> {
  await window.fill(MAX_ROW_BYTES);
  const head = window.unread;
  const markBytes = head.indexOf(BYTE_ORDER_MARK) === 0 ? BYTE_ORDER_MARK.length : 0;
  const line = firstLine(head.subarray(markBytes, MAX_ROW_BYTES));
  if (line.length === 0) throw datasetError('DATASET_EMPTY', `${name} holds no text`, name);
  const columns = parseHeader(withoutLineBreak(line), name);
  const byte = markBytes + line.length;
  window.advance(byte);
  return { columns, start: { recordId: 0, byte, line: 2 } };
}

/** Reads to the end; whether anything but line breaks came. */
async function hasContent(window: ByteWindow): Promise<boolean> {
  let isFound = false;
  while (window.unread.length > 0) {
    isFound ||= window.unread.some((byte) => byte !== 0x0a && byte !== 0x0d);
    window.advance(window.unread.length);
    await window.fill(BLOCK_BYTES);
  }
  return isFound;
}
