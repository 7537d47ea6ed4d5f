import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { ConsoleError } from '../domain/errors.ts';

/**
 * Checksum over all rows of some small tables, kept in a table of its own: SQLite has none, and a
 * flipped bit in an offset would pass for another offset.
 */
export type RowSeal = {
  /** Inside every transaction that may have changed the rows, as its last step. */
  renew(): void;
  /**
   * Inside a transaction, when the file is opened. A file of before there were seals gets its first.
   *
   * @throws `STORE_CORRUPT`
   */
  verify(): void;
};

/** Part of the schema of every sealed database. */
export const SEAL_SCHEMA = `
  CREATE TABLE IF NOT EXISTS seal (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    crc32 INTEGER NOT NULL
  ) STRICT;`;

/** @param tables - columns that count, by table; they must be there */
export function createRowSeal(
  database: DatabaseSync,
  path: string,
  tables: Readonly<Record<string, readonly string[]>>,
): RowSeal {
  const selectRows = database.prepare(`${rowsOf(tables)} ORDER BY 1`);
  const selectSeal = database.prepare('SELECT crc32 FROM seal');
  const upsert = database.prepare(
    'INSERT INTO seal VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET crc32 = excluded.crc32',
  );

  return {
    renew() {
      const current = checksum(selectRows);
      // A write where nothing has changed would cost a flush.
      if (selectSeal.get()?.['crc32'] !== current) upsert.run(current);
    },
    verify() {
      const sealed = selectSeal.get()?.['crc32'];
      const current = checksum(selectRows);
      if (sealed === undefined) upsert.run(current);
      else if (sealed !== current) throw brokenSeal(path, Object.keys(tables));
    },
  };
}

/** One column of text, whatever the rows hold: a damaged number may be too large for JavaScript. */
function rowsOf(tables: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(tables)
    .map(([table, columns]) => {
      const cells = columns.map((column) => `quote(${column})`).join(" || ',' || ");
      return `SELECT '${table} ' || ${cells} AS content FROM ${table}`;
    })
    .join(' UNION ALL ');
}

function checksum(rows: StatementSync): number {
  return rows.all().reduce((sum, { content }) => crc32(`${content}\n`, sum), 0);
}

function brokenSeal(path: string, tables: readonly string[]): ConsoleError {
  return new ConsoleError(
    'STORE_CORRUPT',
    `${path} is damaged (checksum of ${tables.join(', ')})`,
    { context: { path } },
  );
}
