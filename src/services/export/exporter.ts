import { join } from 'node:path';
import { replaceFile } from '../files/atomic-file.ts';
import { translateWriteError } from '../files/file-errors.ts';
import { removeAbandoned } from '../files/temporary-path.ts';
import type { Exporter, ExportView } from '../ports.ts';
import { analyticsJson } from './analytics-json.ts';
import { type NamedText, SNAPSHOTS_DIR, writeSnapshot } from './snapshot.ts';
import { topArtistsCsv, topGenresCsv } from './top-lists-csv.ts';
import { TRACK_FILE_NAME, type TrackLineOptions } from './track-line.ts';

/** What every save replaces; the track file only grows. */
export const ANALYTICS_FILE_NAMES = [
  'spotify_analytics.json',
  'top_genres.csv',
  'top_artists.csv',
] as const;

export type ExporterOptions = TrackLineOptions & {
  readonly outputDir: string;
};

/** Also removes what an earlier process left half-written. */
export async function openExporter(options: ExporterOptions): Promise<Exporter> {
  const { outputDir } = options;
  const snapshotsDir = join(outputDir, SNAPSHOTS_DIR);
  const trackFilePath = join(outputDir, TRACK_FILE_NAME);
  await removeAbandoned(outputDir);
  await removeAbandoned(snapshotsDir);
  return {
    async save(view) {
      for (const { name, text } of exportTexts(view, options)) {
        await replaceFile(join(outputDir, name), text);
      }
    },
    async snapshot(view) {
      try {
        const texts = exportTexts(view, options);
        return await writeSnapshot({ snapshotsDir, trackFilePath, view, texts });
      } catch (error) {
        throw translateWriteError(error, snapshotsDir, 'OUTPUT_UNWRITABLE');
      }
    },
  };
}

function exportTexts(view: ExportView, options: TrackLineOptions): readonly NamedText[] {
  const [analytics, topGenres, topArtists] = ANALYTICS_FILE_NAMES;
  return [
    { name: analytics, text: analyticsJson(view) },
    { name: topGenres, text: topGenresCsv(view.totals, options) },
    { name: topArtists, text: topArtistsCsv(view.totals, options) },
  ];
}
