/** The nine audio features that are averaged, in the order of every export and table. */
export const AUDIO_FEATURES = [
  'danceability',
  'energy',
  'valence',
  'acousticness',
  'instrumentalness',
  'liveness',
  'speechiness',
  'loudness',
  'tempo',
] as const;

export type AudioFeature = (typeof AUDIO_FEATURES)[number];

/**
 * Value of a record in the topic: one row of the data set, as JSON with real numbers and booleans.
 * Field names are the data set's own. Keyed by `track_id`, which is not unique: the row is.
 */
export type Track = Readonly<Record<AudioFeature, number>> & {
  readonly track_id: string;
  /** `null` in an incomplete row, as are `artists` and `album_name`. */
  readonly track_name: string | null;
  /** Names separated by `;`. */
  readonly artists: string | null;
  readonly album_name: string | null;
  /** 0-100. */
  readonly popularity: number;
  readonly duration_ms: number;
  readonly explicit: boolean;
  /** Pitch class 0-11, or -1 where none was found. */
  readonly key: number;
  /** 1 major, 0 minor. */
  readonly mode: number;
  readonly time_signature: number;
  readonly track_genre: string;
  /** When the row was published, in epoch seconds. */
  readonly timestamp: number;
  /** Zero-based position among the file's data rows, rejected ones counted. */
  readonly record_id: number;
};

/** A row that may be published: everything but the time of publishing. */
export type TrackRow = Omit<Track, 'timestamp'>;

/** Whether artists, title or album is missing: published all the same, and counted. */
export function isIncomplete({ track_name, artists, album_name }: TrackRow): boolean {
  return track_name === null || artists === null || album_name === null;
}

/** Header that names the data set a record came from: 16 hex digits, the first 8 bytes of its SHA-256. */
export const DATASET_HEADER = 'dataset';

/** Value of the `dataset` header for a data set with this SHA-256 (64 hex digits). */
export function datasetTag(datasetSha256: string): string {
  return datasetSha256.slice(0, 16);
}

/**
 * Single names in an artists field; the field is a list separated by `;`, titles and albums are not.
 * Names are taken as they stand, blanks at their ends included.
 */
export function artistNames(artists: string): readonly string[] {
  if (!artists.includes(';')) return [artists];
  return artists.split(';').filter((name) => name !== '');
}
