import { csvCell, spreadsheetSafe } from '../../domain/csv-format.ts';
import { AUDIO_FEATURES, type Track } from '../../domain/track.ts';

export const TRACK_FILE_NAME = 'processed_tracks.csv';

/** First line of the track file, with its line break. */
export const TRACK_FILE_HEADER = `track_name,artist,genre,popularity,processed_at,${AUDIO_FEATURES.join(',')}\n`;

export type TrackLineOptions = {
  /** Defuses text cells that a spreadsheet would take for formulas. */
  readonly spreadsheetSafe: boolean;
};

/**
 * One track as a line of the track file, with its line break; `null` is an empty cell.
 *
 * @param processedAt - ISO 8601, UTC
 */
export function trackCsvLine(track: Track, processedAt: string, options: TrackLineOptions): string {
  const text = (value: string) => csvCell(options.spreadsheetSafe ? spreadsheetSafe(value) : value);
  let line = `${text(track.track_name ?? '')},${text(track.artists ?? '')},${text(track.track_genre)},${track.popularity},${processedAt}`;
  for (const feature of AUDIO_FEATURES) line += `,${track[feature]}`;
  return `${line}\n`;
}
