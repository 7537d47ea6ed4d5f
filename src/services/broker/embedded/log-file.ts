import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { createRowSeal } from '../../row-seal.ts';
import { inTransaction, openDatabase, translateSqliteError } from '../../sqlite.ts';
import { LOG_SCHEMA, LOG_SCHEMA_VERSION, SEALED_TABLES } from './log-schema.ts';

/** This process's connection to the file that holds the log. */
export type LogFile = {
  readonly path: string;
  prepare(sql: string): StatementSync;
  read<Result>(work: () => Result): Result;
  /** Reads the log as it is at one moment: nothing that others commit meanwhile is seen. */
  snapshot<Result>(work: () => Result): Result;
  /** One write transaction: all of `work` or nothing. */
  write<Result>(work: () => Result): Result;
  /** Grows whenever anything was committed, by this process or another; costs a few microseconds. */
  version(): number;
  /** Calls back after each commit through this connection. Returns how to stop that. */
  onCommit(listener: () => void): () => void;
  close(): void;
};

type LogFileOptions = { readonly path: string; readonly busyTimeoutMs?: number };

/** @throws as `openDatabase` */
export function openLogFile(options: LogFileOptions): LogFile {
  const { path } = options;
  const database = openDatabase({
    ...options,
    schema: LOG_SCHEMA,
    schemaVersion: LOG_SCHEMA_VERSION,
  });
  try {
    return createLogFile(database, path);
  } catch (error) {
    database.close();
    throw error;
  }
}

function createLogFile(database: DatabaseSync, path: string): LogFile {
  const seal = createRowSeal(database, path, SEALED_TABLES);
  inTransaction(database, path, () => seal.verify());
  // Commits of other connections change it, those of our own do not.
  const selectDataVersion = database.prepare('PRAGMA data_version');
  const listeners = new Set<() => void>();
  let version = 0;
  let dataVersion: unknown;

  function read<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw translateSqliteError(error, path);
    }
  }

  function snapshot<Result>(work: () => Result): Result {
    return read(() => {
      database.exec('BEGIN');
      try {
        return work();
      } finally {
        // After a failure SQLite may have ended it by itself.
        if (database.isTransaction) database.exec('ROLLBACK');
      }
    });
  }

  return {
    path,
    read,
    snapshot,
    prepare: (sql) => read(() => database.prepare(sql)),
    write: (work) => {
      const result = inTransaction(database, path, () => {
        const done = work();
        seal.renew();
        return done;
      });
      version += 1;
      for (const listener of listeners) listener();
      return result;
    },
    version: () => {
      const found = read(() => selectDataVersion.get())?.['data_version'];
      if (found !== dataVersion) {
        dataVersion = found;
        version += 1;
      }
      return version;
    },
    onCommit: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}
