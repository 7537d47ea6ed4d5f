import { zstdCompressSync } from 'node:zlib';
import type { SchemaElement } from 'hyparquet';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { TRACK_FILE_HEADER } from '../export/track-line.ts';

/** Cells of a line of the track file. */
export type TrackRow = readonly string[];

type Value = string | number | Date | null;

const COLUMNS: readonly string[] = TRACK_FILE_HEADER.trimEnd().split(',');
/** Larger groups compress better, and hold up everything else for longer while they are written. */
const GROUP_ROWS = 5_000;

type ColumnType = {
  readonly element: Omit<SchemaElement, 'name' | 'repetition_type'>;
  readonly valueIn: (cell: string) => Value;
};

const TEXT: ColumnType = {
  element: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  valueIn: (cell) => (cell === '' ? null : cell),
};
const INTEGER: ColumnType = { element: { type: 'INT32' }, valueIn: Number };
const TIME: ColumnType = {
  element: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
  valueIn: (cell) => new Date(cell),
};
const DECIMAL: ColumnType = { element: { type: 'DOUBLE' }, valueIn: Number };

const TYPES: Readonly<Record<string, ColumnType>> = {
  track_name: TEXT,
  artist: TEXT,
  genre: TEXT,
  popularity: INTEGER,
  processed_at: TIME,
};

/** Of an audio feature, unless the table says otherwise. */
function typeOf(column: string): ColumnType {
  return TYPES[column] ?? DECIMAL;
}

function schema(): SchemaElement[] {
  const columns = COLUMNS.map((name) => ({
    name,
    repetition_type: 'OPTIONAL' as const,
    ...typeOf(name).element,
  }));
  return [{ name: 'track', num_children: columns.length }, ...columns];
}

/** A Parquet file of tracks that is written group by group. */
export class ParquetFile {
  readonly #writer: ParquetWriter;
  #rows: TrackRow[] = [];

  constructor(path: string) {
    this.#writer = new ParquetWriter({
      writer: fileWriter(path),
      schema: schema(),
      codec: 'ZSTD',
      compressors: { ZSTD: (bytes) => zstdCompressSync(bytes) },
      createdBy: 'trackdeck',
    });
  }

  /** Returns whether there are rows enough for a group. */
  add(row: TrackRow): boolean {
    this.#rows.push(row);
    return this.#rows.length >= GROUP_ROWS;
  }

  /** Writes what was added since the last group, if anything was. */
  async writeGroup(): Promise<void> {
    if (this.#rows.length === 0) return;
    const columnData = COLUMNS.map((name, index) => {
      const { valueIn } = typeOf(name);
      return { name, data: this.#rows.map((row) => valueIn(row[index] ?? '')) };
    });
    this.#rows = [];
    await this.#writer.write({ columnData, rowGroupSize: GROUP_ROWS });
  }

  async close(): Promise<void> {
    await this.writeGroup();
    await this.#writer.finish();
  }
}
