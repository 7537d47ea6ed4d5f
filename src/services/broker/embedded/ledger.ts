import type { LedgerEntry } from '../../ports.ts';
import type { LogFile } from './log-file.ts';

export type Ledger = {
  /** Only inside a write, so that it becomes visible with the records it tells of. */
  put(entry: LedgerEntry): void;
  read(): ReadonlyMap<string, string>;
};

export function createLedger(log: LogFile): Ledger {
  const upsert = log.prepare(
    'INSERT INTO ledger VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  const selectAll = log.prepare('SELECT key, value FROM ledger');

  return {
    put: (entry) => {
      upsert.run(entry.key, entry.value);
    },
    read: () => {
      const rows = log.read(() => selectAll.all());
      return new Map(rows.map((row) => [String(row['key']), String(row['value'])]));
    },
  };
}
