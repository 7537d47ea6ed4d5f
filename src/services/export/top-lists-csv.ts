import type { AnalyticsTotals, RankedName } from '../../domain/analytics/analytics-totals.ts';
import { csvLine, spreadsheetSafe } from '../../domain/csv-format.ts';
import type { TrackLineOptions } from './track-line.ts';

const TOP = 20;

/** The text of `top_genres.csv`. */
export function topGenresCsv(totals: AnalyticsTotals, options: TrackLineOptions): string {
  return rankingCsv('genre', totals.topGenres(TOP), options);
}

/** The text of `top_artists.csv`, by whole artists field. */
export function topArtistsCsv(totals: AnalyticsTotals, options: TrackLineOptions): string {
  return rankingCsv('artist', totals.topArtists(TOP), options);
}

function rankingCsv(
  column: string,
  ranking: readonly RankedName[],
  options: TrackLineOptions,
): string {
  const lines = ranking.map(({ name, count }) =>
    csvLine([options.spreadsheetSafe ? spreadsheetSafe(name) : name, String(count)]),
  );
  return csvLine([column, 'count']) + lines.join('');
}
