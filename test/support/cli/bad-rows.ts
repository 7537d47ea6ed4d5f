import { type CellChanges, HEADER, rowLine, rowLineWithRawTitle } from '../csv/csv-text.ts';

/** A row that must be rejected, and what the rejects file must say of it. */
export type BadRow = {
  /** What stands in the file, without its line break. */
  readonly source: Buffer;
  readonly column: string;
  readonly reason: string;
  readonly value: string;
  /** What is kept of it. */
  readonly raw: Buffer;
};

const NAMELESS_LINE_BYTES = 10 * 1024 * 1024;
const KEPT_BYTES = 64 * 1024;

function faulty(source: string | Buffer, column: string, reason: string, value: string): BadRow {
  const bytes = Buffer.from(source);
  return { source: bytes, column, reason, value, raw: bytes };
}

function faultyCell(column: keyof CellChanges, value: string, reason: string): BadRow {
  return faulty(rowLine({ [column]: value }).trimEnd(), column, reason, value);
}

function withBytesInTitle(bytes: readonly number[]): Buffer {
  const [before = '', after = ''] = rowLine({ track_name: '<title>' }).trimEnd().split('<title>');
  return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
}

const oversized = Buffer.alloc(NAMELESS_LINE_BYTES, 'x');

/** One or more of every reason there is. */
export const badRows: readonly BadRow[] = [
  faulty(
    rowLine().trimEnd().split(',').slice(0, -1).join(','),
    '',
    'column-count',
    '20 instead of 21',
  ),
  faulty(`${rowLine().trimEnd()},more`, '', 'column-count', '22 instead of 21'),
  faulty('one', '', 'column-count', '1 instead of 21'),
  faultyCell('track_id', '', 'missing-value'),
  faultyCell('track_genre', '', 'missing-value'),
  faultyCell('tempo', '', 'number-empty'),
  faultyCell('popularity', '', 'number-empty'),
  faultyCell('popularity', '0x10', 'number-not-decimal'),
  faultyCell('energy', 'NaN', 'number-not-decimal'),
  faultyCell('loudness', '-Infinity', 'number-not-decimal'),
  faultyCell('valence', '0,5', 'number-not-decimal'),
  faultyCell('tempo', ' 120', 'number-not-decimal'),
  faultyCell('liveness', '0.5\0', 'number-not-decimal'),
  faultyCell('popularity', '73.5', 'number-not-integer'),
  faultyCell('popularity', '101', 'number-out-of-range'),
  faultyCell('duration_ms', '-1', 'number-out-of-range'),
  faultyCell('danceability', '1.0001', 'number-out-of-range'),
  faultyCell('speechiness', '-1e-9', 'number-out-of-range'),
  faultyCell('key', '12', 'number-out-of-range'),
  faultyCell('key', '-2', 'number-out-of-range'),
  faultyCell('loudness', '20.5', 'number-out-of-range'),
  faultyCell('loudness', '-100.5', 'number-out-of-range'),
  faultyCell('mode', '2', 'number-out-of-range'),
  faultyCell('tempo', '1000.5', 'number-out-of-range'),
  faultyCell('time_signature', '17', 'number-out-of-range'),
  faultyCell('explicit', 'yes', 'not-a-boolean'),
  faultyCell('explicit', '', 'not-a-boolean'),
  faulty(withBytesInTitle([0x41, 0xc3, 0x28]), '', 'invalid-utf8', ''),
  faulty(rowLineWithRawTitle('mis"placed').trimEnd(), 'track_name', 'quote-misplaced', ''),
  faulty(rowLineWithRawTitle('"closed"early').trimEnd(), 'track_name', 'quote-misplaced', ''),
  {
    ...faulty(oversized, '', 'record-too-large', `${NAMELESS_LINE_BYTES} bytes`),
    raw: oversized.subarray(0, KEPT_BYTES),
  },
  // No quote may follow in the file: it would close this one.
  faulty(rowLineWithRawTitle('"never closed').trimEnd(), 'track_name', 'quote-not-closed', ''),
];

/** Sound rows; the one at a position stands before the bad row of that position. */
const soundRows: readonly string[] = badRows.map((_, position) => soundRow(position));

function soundRow(position: number): string {
  const track_id = `sound-${position}`;
  switch (position) {
    case 0:
      return rowLine({ track_id, track_name: 'two\nlines', album_name: 'three\r\n\nlines' });
    case 1:
      return rowLine({ track_id, track_name: 'nul \0 in it', artists: 'Zoë;"Q", the;😀' });
    case 2:
      return rowLine({ track_id, artists: '', album_name: '', track_name: '' });
    case 3:
      return rowLine({ track_id, popularity: '73.0', duration_ms: '1e5', explicit: 'tRUE' });
    case 4:
      return rowLine({ track_id, key: '-1', loudness: '20', tempo: '1000', time_signature: '16' });
    default:
      return rowLine({ track_id, energy: `0.${position}`, track_genre: `genre ${position % 7}` });
  }
}

const LAST = rowLine({ track_id: 'last', track_name: 'after all' });

/** The sound rows alone. */
export function soundCsv(): string {
  return HEADER + soundRows.join('') + LAST;
}

/** Sound and bad rows by turns, and where the bad ones stand. */
export function mixedCsv() {
  const parts: Uint8Array[] = [Buffer.from(HEADER)];
  const placed: (BadRow & { readonly line: number; readonly recordId: number })[] = [];
  let line = 2;
  for (const [position, bad] of badRows.entries()) {
    const sound = soundRows[position] as string;
    line += sound.split('\n').length - 1;
    placed.push({ ...bad, line, recordId: 2 * position + 1 });
    line += 1;
    parts.push(Buffer.from(sound), bad.source, Buffer.from('\n'));
  }
  parts.push(Buffer.from(LAST));
  return { csv: Buffer.concat(parts), placed };
}
