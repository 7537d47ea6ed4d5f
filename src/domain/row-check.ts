import type { TrackRow } from './track.ts';

/** Why a row is rejected; the closed list of `reason` in the rejects file and the dead-letter topic. */
export type RejectReason =
  | 'column-count'
  | 'missing-value'
  | 'number-empty'
  | 'number-not-decimal'
  | 'number-not-integer'
  | 'number-out-of-range'
  | 'not-a-boolean'
  | 'invalid-utf8'
  | 'quote-not-closed'
  | 'quote-misplaced'
  | 'record-too-large';

export type Rejection = {
  readonly reason: RejectReason;
  /** Name of the faulty column; empty when the row as a whole is faulty. */
  readonly column: string;
  /** The faulty value, cut to 256 characters. */
  readonly value: string;
};

export type RowVerdict =
  /** `isIncomplete`: artists, album or title is missing and published as `null`. */
  | { readonly ok: true; readonly row: TrackRow; readonly isIncomplete: boolean }
  | { readonly ok: false; readonly rejection: Rejection };

/** A place between two rows of the unpacked CSV, from which reading can start. */
export type RowPosition = {
  /** `record_id` of the next row. */
  readonly recordId: number;
  /** Offset of its first byte. */
  readonly byte: number;
  /** Its physical line; the header is line 1. */
  readonly line: number;
};

/** One data row as read: where it stands, and what it is. */
export type ReadRow = {
  readonly recordId: number;
  /** First physical line of the row; the header is line 1. */
  readonly line: number;
  /** Where reading goes on after this row. */
  readonly next: RowPosition;
  readonly verdict: RowVerdict;
  /** The row's bytes without its line break; only for a rejected row, cut to 64 KiB when over 1 MiB. */
  readonly raw: Uint8Array | null;
};

/** Longest row in bytes, its line break not counted; a longer one is rejected. */
export const MAX_ROW_BYTES = 1024 * 1024;

/** What is kept of a row over `MAX_ROW_BYTES`, in bytes. */
export const MAX_RAW_BYTES = 64 * 1024;

const MAX_VALUE_LENGTH = 256;

/** A verdict of rejection; `value` is cut to 256 characters, never inside a surrogate pair. */
export function rejected(reason: RejectReason, column: string, value: string): RowVerdict {
  const cut = value.slice(0, MAX_VALUE_LENGTH);
  const isSplit = cut.length < value.length && /[\uD800-\uDBFF]$/.test(cut);
  return { ok: false, rejection: { reason, column, value: isSplit ? cut.slice(0, -1) : cut } };
}
