import type { Track } from './track.ts';

/** Columns of the data set that hold numbers. */
export type NumericColumn =
  | 'popularity'
  | 'duration_ms'
  | 'danceability'
  | 'energy'
  | 'key'
  | 'loudness'
  | 'mode'
  | 'speechiness'
  | 'acousticness'
  | 'instrumentalness'
  | 'liveness'
  | 'valence'
  | 'tempo'
  | 'time_signature';

export type NumericRange = {
  /** Smallest value allowed. */
  readonly min: number;
  /** Largest value allowed. */
  readonly max: number;
  /** Whether only whole numbers are allowed; `73.0` is one. */
  readonly integer: boolean;
};

const UNIT: NumericRange = { min: 0, max: 1, integer: false };

/** What each numeric column may hold, bounds included, in the order of the data set's columns. */
export const TRACK_RANGES = {
  popularity: { min: 0, max: 100, integer: true },
  duration_ms: { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true },
  danceability: UNIT,
  energy: UNIT,
  key: { min: -1, max: 11, integer: true },
  loudness: { min: -100, max: 20, integer: false },
  mode: { min: 0, max: 1, integer: true },
  speechiness: UNIT,
  acousticness: UNIT,
  instrumentalness: UNIT,
  liveness: UNIT,
  valence: UNIT,
  tempo: { min: 0, max: 1000, integer: false },
  time_signature: { min: 0, max: 16, integer: true },
} as const satisfies Readonly<Record<NumericColumn & keyof Track, NumericRange>>;

/** Whether the column may hold this number; `NaN` and infinities are in no range. */
export function isInRange(column: NumericColumn, value: number): boolean {
  const { min, max, integer } = TRACK_RANGES[column];
  return value >= min && value <= max && (!integer || Number.isInteger(value));
}
