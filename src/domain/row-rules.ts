import type { RejectReason } from './row-check.ts';
import type { TrackRow } from './track.ts';
import { type NumericRange, TRACK_RANGES } from './track-ranges.ts';

/** Says what is wrong with the text of one cell; `null` when nothing is. */
export type CellRule = (text: string) => RejectReason | null;

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

const anyText: CellRule = () => null;

const present: CellRule = (text) => (text === '' ? 'missing-value' : null);

const boolean: CellRule = (text) => {
  if (text === 'False' || text === 'True') return null;
  const lower = text.toLowerCase();
  return lower === 'true' || lower === 'false' ? null : 'not-a-boolean';
};

/** A decimal number in this range; `73.0` and `1e2` are integers. */
function numberIn({ min, max, integer }: NumericRange): CellRule {
  return (text) => {
    if (text === '') return 'number-empty';
    if (!DECIMAL.test(text)) return 'number-not-decimal';
    const value = Number(text);
    if (value < min || value > max) return 'number-out-of-range';
    return integer && !Number.isInteger(value) ? 'number-not-integer' : null;
  };
}

/**
 * What each column of a data set must hold, in the order of the record, which is the order of the
 * checks.
 */
export const CELL_RULES = {
  track_id: present,
  track_name: anyText,
  artists: anyText,
  album_name: anyText,
  popularity: numberIn(TRACK_RANGES.popularity),
  duration_ms: numberIn(TRACK_RANGES.duration_ms),
  explicit: boolean,
  danceability: numberIn(TRACK_RANGES.danceability),
  energy: numberIn(TRACK_RANGES.energy),
  key: numberIn(TRACK_RANGES.key),
  loudness: numberIn(TRACK_RANGES.loudness),
  mode: numberIn(TRACK_RANGES.mode),
  speechiness: numberIn(TRACK_RANGES.speechiness),
  acousticness: numberIn(TRACK_RANGES.acousticness),
  instrumentalness: numberIn(TRACK_RANGES.instrumentalness),
  liveness: numberIn(TRACK_RANGES.liveness),
  valence: numberIn(TRACK_RANGES.valence),
  tempo: numberIn(TRACK_RANGES.tempo),
  time_signature: numberIn(TRACK_RANGES.time_signature),
  track_genre: present,
} as const satisfies Record<Exclude<keyof TrackRow, 'record_id'>, CellRule>;

/** A column that a data set must have. */
export type TrackColumn = keyof typeof CELL_RULES;

/** Every column that a data set must have, in the order of the record. */
export const TRACK_COLUMNS = Object.keys(CELL_RULES) as readonly TrackColumn[];
