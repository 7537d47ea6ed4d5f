import { type RowVerdict, rejected } from './row-check.ts';
import { CELL_RULES, TRACK_COLUMNS, type TrackColumn } from './row-rules.ts';
import { isIncomplete, type TrackRow } from './track.ts';

/** Cells of one row as the parser gave them. */
export type RowCells = {
  readonly fields: readonly string[];
  /** Whether the row's bytes are UTF-8; if not, `fields` hold replacement characters. */
  readonly isUtf8: boolean;
  readonly recordId: number;
};

/**
 * Makes the check for rows under this header.
 *
 * The column count is looked at first, then the encoding, then the columns in the order of the
 * record; the first fault decides. Text is taken as it is.
 *
 * @param columns - the header; holds every name of `TRACK_COLUMNS`, others are ignored
 */
export function createRowCheck(columns: readonly string[]): (cells: RowCells) => RowVerdict {
  const positions = Object.fromEntries(
    TRACK_COLUMNS.map((column) => [column, columns.indexOf(column)]),
  ) as Record<TrackColumn, number>;
  const plan = TRACK_COLUMNS.map((column) => ({
    column,
    position: positions[column],
    faultOf: CELL_RULES[column],
  }));
  return ({ fields, isUtf8, recordId }) => {
    if (fields.length !== columns.length) {
      return rejected('column-count', '', `${fields.length} instead of ${columns.length}`);
    }
    if (!isUtf8) return rejected('invalid-utf8', '', '');
    for (const { column, position, faultOf } of plan) {
      const text = fields[position] ?? '';
      const reason = faultOf(text);
      if (reason !== null) return rejected(reason, column, text);
    }
    const row = toTrackRow((column) => fields[positions[column]] ?? '', recordId);
    return { ok: true, row, isIncomplete: isIncomplete(row) };
  };
}

/** Cells that passed their rules as a row. */
function toTrackRow(text: (column: TrackColumn) => string, recordId: number): TrackRow {
  return {
    track_id: text('track_id'),
    track_name: textOrNull(text('track_name')),
    artists: textOrNull(text('artists')),
    album_name: textOrNull(text('album_name')),
    popularity: toNumber(text('popularity')),
    duration_ms: toNumber(text('duration_ms')),
    explicit: text('explicit').toLowerCase() === 'true',
    danceability: toNumber(text('danceability')),
    energy: toNumber(text('energy')),
    key: toNumber(text('key')),
    loudness: toNumber(text('loudness')),
    mode: toNumber(text('mode')),
    speechiness: toNumber(text('speechiness')),
    acousticness: toNumber(text('acousticness')),
    instrumentalness: toNumber(text('instrumentalness')),
    liveness: toNumber(text('liveness')),
    valence: toNumber(text('valence')),
    tempo: toNumber(text('tempo')),
    time_signature: toNumber(text('time_signature')),
    track_genre: text('track_genre'),
    record_id: recordId,
  };
}

function textOrNull(text: string): string | null {
  return text === '' ? null : text;
}

/** The sum turns -0 into 0. */
function toNumber(text: string): number {
  return Number(text) + 0;
}
