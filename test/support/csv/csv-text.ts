import { csvLine } from '../../../src/domain/csv-format.ts';

const CELLS = {
  track_id: '0000000000000000000001',
  artists: 'Ada;Bo',
  album_name: 'First',
  track_name: 'Song',
  popularity: '40',
  duration_ms: '200000',
  explicit: 'False',
  danceability: '0.5',
  energy: '0.25',
  key: '7',
  loudness: '-6.5',
  mode: '1',
  speechiness: '0.04',
  acousticness: '1.5e-05',
  instrumentalness: '0.0',
  liveness: '0.125',
  valence: '0.75',
  tempo: '120.5',
  time_signature: '4',
  track_genre: 'drone',
};

export type CellChanges = Partial<Record<keyof typeof CELLS, string>>;

/** Header names in the order of the published file: a row index without a name comes first. */
export const COLUMNS: readonly string[] = ['', ...Object.keys(CELLS)];

export const HEADER = csvLine(COLUMNS);

/** Cells of a sound row, but for the changes. */
export function rowCells(changes: CellChanges = {}): readonly string[] {
  return ['0', ...Object.values({ ...CELLS, ...changes })];
}

/** Line of a sound row, but for the changes. */
export function rowLine(changes: CellChanges = {}): string {
  return csvLine(rowCells(changes));
}

/** A row that reads as sound up to this very text in place of its title, which is not quoted. */
export function rowLineWithRawTitle(title: string): string {
  return rowLine({ track_name: '<title>' }).replace('<title>', title);
}
