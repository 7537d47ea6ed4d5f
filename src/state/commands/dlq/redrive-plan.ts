import { ConsoleError } from '../../../domain/errors.ts';
import type { Ledger } from '../../../domain/ledger.ts';
import type { RowVerdict } from '../../../domain/row-check.ts';
import { datasetTag, isIncomplete, type TrackRow } from '../../../domain/track.ts';
import { parseTrack } from '../../../domain/track-parse.ts';
import type { CheckRawRow, RepairedRow } from '../../../services/ports.ts';
import { PUBLISH_FAILED } from '../dead-letter.ts';
import type { DeadLetter } from './dead-letters.ts';
import { type LetterFilter, matchesFilter } from './letter-filter.ts';

/** A dead letter whose row, as it is or repaired, may be published. */
export type RedriveRow = {
  readonly letter: DeadLetter;
  readonly row: TrackRow;
  readonly isIncomplete: boolean;
};

/** A dead letter that stays one. */
export type StayingLetter = { readonly letter: DeadLetter; readonly why: string };

export type RedrivePlan = {
  /** What to publish, by the data set it belongs to. */
  readonly work: readonly { readonly ledger: Ledger; readonly rows: readonly RedriveRow[] }[];
  readonly staying: readonly StayingLetter[];
  /** Chosen, and published by an earlier redrive. */
  readonly redriven: readonly DeadLetter[];
  /** Rows repaired or asked for that have no dead letter among the chosen. */
  readonly unknownRows: readonly number[];
};

type PlanInput = {
  readonly letters: readonly DeadLetter[];
  readonly filter: LetterFilter;
  /** Takes the place of what the letters hold, and chooses the rows. */
  readonly repaired: readonly RepairedRow[] | undefined;
  /** Of everything that was published to the topic. */
  readonly ledgers: readonly Ledger[];
  readonly checkRawRow: CheckRawRow;
};

/** @throws `DEAD_LETTER_AMBIGUOUS` when a row is chosen by its number and several data sets have it */
export function planRedrive(input: PlanInput): RedrivePlan {
  const { letters, filter, repaired, ledgers } = input;
  const repairs = repaired && new Map(repaired.map((row) => [row.recordId, row]));
  const chosen = letters.filter(
    (letter) => matchesFilter(letter, filter) && (repairs?.has(letter.recordId) ?? true),
  );
  if (repairs !== undefined || filter.rows !== undefined) requireOneDataset(chosen);
  const staying: StayingLetter[] = [];
  const publishable: RedriveRow[] = [];
  for (const letter of chosen.filter(({ isRedriven }) => !isRedriven)) {
    const ledger = ledgerOf(ledgers, letter);
    const verdict = judge(letter, ledger, repairs?.get(letter.recordId), input.checkRawRow);
    if (typeof verdict === 'string') staying.push({ letter, why: verdict });
    else publishable.push({ letter, row: verdict, isIncomplete: isIncomplete(verdict) });
  }
  const known = new Set(chosen.map(({ recordId }) => recordId));
  const asked = repairs?.keys() ?? filter.rows ?? [];
  return {
    work: ledgers.flatMap((ledger) => {
      const rows = publishable.filter(({ letter }) => ledgerOf(ledgers, letter) === ledger);
      return rows.length === 0 ? [] : [{ ledger, rows }];
    }),
    staying,
    redriven: chosen.filter(({ isRedriven }) => isRedriven),
    unknownRows: [...asked].filter((recordId) => !known.has(recordId)),
  };
}

function ledgerOf(ledgers: readonly Ledger[], { tag }: DeadLetter): Ledger | undefined {
  return ledgers.find(({ datasetSha256 }) => datasetTag(datasetSha256) === tag);
}

/** The row as it may be published, or why it may not. */
function judge(
  letter: DeadLetter,
  ledger: Ledger | undefined,
  repair: RepairedRow | undefined,
  checkRawRow: CheckRawRow,
): TrackRow | string {
  if (ledger === undefined) return 'its data set is not in the topic';
  // The ingest will come to it by itself.
  if (letter.recordId >= ledger.next.recordId) return 'the ingest has not come to its row again';
  if (repair !== undefined && 'verdict' in repair) return wordsOf(repair.verdict);
  if (repair === undefined && letter.reason === PUBLISH_FAILED) return refusedRow(letter);
  if (repair === undefined && letter.reason === 'record-too-large') {
    return 'only its beginning is kept: repair it';
  }
  if (ledger.columns === undefined) {
    return 'its ledger does not tell the columns: repair it in a file that names them';
  }
  return wordsOf(checkRawRow(repair?.raw ?? letter.raw, ledger.columns, letter.recordId));
}

function wordsOf(verdict: RowVerdict): TrackRow | string {
  if (verdict.ok) return verdict.row;
  const { reason, column, value } = verdict.rejection;
  return [reason, column, value === '' ? '' : JSON.stringify(value)].filter(Boolean).join(' ');
}

/** A valid row that the broker once refused, from its JSON. */
function refusedRow({ raw }: DeadLetter): TrackRow | string {
  const track = parseTrack(raw.toString().replace(/\}$/, ',"timestamp":0}'));
  if (track === undefined) return 'not all of it is kept: repair it';
  const { timestamp: _, ...row } = track;
  return row;
}

function requireOneDataset(chosen: readonly DeadLetter[]): void {
  const tags = [...new Set(chosen.map(({ tag }) => tag))];
  if (tags.length <= 1) return;
  throw new ConsoleError(
    'DEAD_LETTER_AMBIGUOUS',
    `These rows have dead letters of several data sets: ${tags.join(', ')}`,
    { hint: 'Say which one is meant with --dataset-sha.' },
  );
}
