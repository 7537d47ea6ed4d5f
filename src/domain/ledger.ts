import { ConsoleError } from './errors.ts';
import type { RowPosition } from './row-check.ts';

/** What became of the rows before `next`, cumulative for one data set and topic. */
export type IngestTotals = {
  /** Data rows read: acknowledged + rejected + failed. */
  readonly rowsRead: number;
  /** Records committed to the topic. */
  readonly acknowledged: number;
  /** Of the acknowledged: rows published with a `null` artist, album or title. */
  readonly incomplete: number;
  /** Rows that failed a check of their content; dead-lettered. */
  readonly rejected: number;
  /** Valid rows that the broker refused for good; dead-lettered. */
  readonly failed: number;
};

export const NO_ROWS: IngestTotals = {
  rowsRead: 0,
  acknowledged: 0,
  incomplete: 0,
  rejected: 0,
  failed: 0,
};

export function addTotals(left: IngestTotals, right: IngestTotals): IngestTotals {
  return {
    rowsRead: left.rowsRead + right.rowsRead,
    acknowledged: left.acknowledged + right.acknowledged,
    incomplete: left.incomplete + right.incomplete,
    rejected: left.rejected + right.rejected,
    failed: left.failed + right.failed,
  };
}

/** Offsets `[first, next)` of a partition between which all records of an ingest lie. */
export type OffsetSpan = { readonly first: number; readonly next: number };

/**
 * How far one data set got into one topic. It is written in the same transaction as the records
 * it speaks of, so it is never ahead of the topic nor behind it.
 */
export type Ledger = {
  readonly datasetSha256: string;
  readonly topic: string;
  /** Identity of the topic; another one means that the topic was deleted and made again. */
  readonly topicId: string;
  readonly isDemo: boolean;
  /** Header of the data set, by which a dead letter is read again; early ledgers lack it. */
  readonly columns?: readonly string[];
  readonly isComplete: boolean;
  /** The first row that is not yet accounted for. */
  readonly next: RowPosition;
  readonly totals: IngestTotals;
  /** The rejects file up to `next`: length and CRC-32. */
  readonly rejects: { readonly bytes: number; readonly crc32: number };
  /** By partition number. */
  readonly spans: Readonly<Record<string, OffsetSpan>>;
  /** Epoch milliseconds of the first and of the newest commit. */
  readonly startedAt: number;
  readonly updatedAt: number;
};

/** Key of the ledger record: one ledger for each topic and data set. */
export function ledgerKey(topic: string, datasetSha256: string): string {
  return `${topic}/${datasetSha256}`;
}

export function formatLedger(ledger: Ledger): string {
  return JSON.stringify({ version: 1, ...ledger });
}

const COUNTERS = ['rowsRead', 'acknowledged', 'incomplete', 'rejected', 'failed'] as const;

/**
 * @throws {ConsoleError} `LEDGER_INVALID` when the text is no ledger of this version: guessing here
 * could publish rows twice.
 */
export function parseLedger(key: string, text: string): Ledger {
  const { version, ...ledger } = readJson(text) ?? {};
  const isSound =
    version === 1 &&
    typeof ledger['topicId'] === 'string' &&
    typeof ledger['isComplete'] === 'boolean' &&
    ledgerKey(String(ledger['topic']), String(ledger['datasetSha256'])) === key &&
    isNamesOrNone(ledger['columns']) &&
    hasCounts(ledger['totals'], COUNTERS) &&
    hasCounts(ledger['next'], ['recordId', 'byte', 'line']) &&
    hasCounts(ledger['rejects'], ['bytes', 'crc32']) &&
    isObject(ledger['spans']) &&
    Object.values(ledger['spans']).every((span) => hasCounts(span, ['first', 'next']));
  if (!isSound) {
    throw new ConsoleError('LEDGER_INVALID', `The ledger entry ${key} cannot be understood`, {
      hint: 'It was written by another version or damaged; publish to a new topic with --topic.',
      context: { key },
    });
  }
  return ledger as unknown as Ledger;
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readJson(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isNamesOrNone(value: unknown): boolean {
  if (value === undefined) return true;
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

function hasCounts(value: unknown, names: readonly string[]): boolean {
  return (
    isObject(value) &&
    names.every((name) => Number.isSafeInteger(value[name]) && Number(value[name]) >= 0)
  );
}

/** The smallest span that holds both. */
export function joinSpans(left: OffsetSpan | undefined, right: OffsetSpan): OffsetSpan {
  if (left === undefined) return right;
  return { first: Math.min(left.first, right.first), next: Math.max(left.next, right.next) };
}
