import type { ReadRow, RowPosition } from '../../../src/domain/row-check.ts';
import type { DatasetSource, RowSource } from '../../../src/services/ports.ts';

export const never = new AbortController().signal;

/** A CSV in memory, handed out in chunks of this size. */
export function memorySource(content: string | Buffer, chunkBytes = 65_536): DatasetSource {
  const bytes = Buffer.from(content);
  return {
    name: 'memory.csv',
    isDemo: false,
    async *open(from) {
      for (let at = from; at < bytes.length; at += chunkBytes) {
        yield bytes.subarray(at, at + chunkBytes);
      }
    },
  };
}

export async function readAll(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of chunks) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

export async function readRowsOf(
  source: RowSource,
  from: RowPosition = source.start,
): Promise<readonly ReadRow[]> {
  const all: ReadRow[] = [];
  for await (const rows of source.rows(from, never)) all.push(...rows);
  return all;
}

/** What became of each row: `ok`, `incomplete`, or reason and column of the rejection. */
export function outcomes(rows: readonly ReadRow[]): readonly string[] {
  return rows.map(({ verdict }) => {
    if (verdict.ok) return verdict.isIncomplete ? 'incomplete' : 'ok';
    return `${verdict.rejection.reason} ${verdict.rejection.column}`.trim();
  });
}
