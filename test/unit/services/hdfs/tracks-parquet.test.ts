import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { TRACK_FILE_HEADER, trackCsvLine } from '../../../../src/services/export/track-line.ts';
import { writeTracksParquet } from '../../../../src/services/hdfs/tracks-parquet.ts';
import { scratchDirectory } from '../../../support/scratch.ts';
import { trackOf } from '../../../support/tracks.ts';

const signal = new AbortController().signal;

function trackFile(lines: readonly string[]): string {
  const directory = scratchDirectory();
  writeFileSync(join(directory, 'processed_tracks.csv'), TRACK_FILE_HEADER + lines.join(''));
  return directory;
}

async function rowsOf(directory: string, name: string) {
  const { buffer, byteOffset, length } = readFileSync(join(directory, name));
  const file = buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer;
  const compressors = { ZSTD: (bytes: Uint8Array) => new Uint8Array(zstdDecompressSync(bytes)) };
  const rows = await parquetReadObjects({ file, compressors });
  return { rows, metadata: parquetMetadata(file) };
}

test('each day has a file of its own, with every row as it was and real numbers and times', async () => {
  const quoted = trackOf({
    track_name: 'Say "hi", then\ngo',
    artists: 'Sigur Rós',
    loudness: -6.5,
  });
  const unknown = trackOf({ track_name: null, popularity: 0, tempo: 0.00000101 });
  const directory = trackFile([
    trackCsvLine(quoted, '2026-11-23T23:59:59.999Z', { spreadsheetSafe: false }),
    trackCsvLine(unknown, '2026-11-24T00:00:00.000Z', { spreadsheetSafe: false }),
  ]);

  const files = await writeTracksParquet(directory, signal);

  expect(files.map(({ name }) => name)).toEqual([
    'parquet/processed_date=2026-11-23/part-0.parquet',
    'parquet/processed_date=2026-11-24/part-0.parquet',
  ]);
  const [first, second] = await Promise.all(files.map(({ name }) => rowsOf(directory, name)));
  expect(first?.rows).toEqual([
    {
      track_name: 'Say "hi", then\ngo',
      artist: 'Sigur Rós',
      genre: quoted.track_genre,
      popularity: quoted.popularity,
      processed_at: new Date('2026-11-23T23:59:59.999Z'),
      danceability: quoted.danceability,
      energy: quoted.energy,
      valence: quoted.valence,
      acousticness: quoted.acousticness,
      instrumentalness: quoted.instrumentalness,
      liveness: quoted.liveness,
      speechiness: quoted.speechiness,
      loudness: -6.5,
      tempo: quoted.tempo,
    },
  ]);
  expect(second?.rows).toMatchObject([{ track_name: null, popularity: 0, tempo: 0.00000101 }]);
});

test('many rows are written in groups, none of them lost or doubled', async () => {
  const lines = Array.from({ length: 12_345 }, (_, number) =>
    trackCsvLine(trackOf({ track_name: `t${number}` }), '2026-11-24T01:02:03.000Z', {
      spreadsheetSafe: false,
    }),
  );
  const directory = trackFile(lines);

  const [file] = await writeTracksParquet(directory, signal);

  const { rows, metadata } = await rowsOf(directory, file?.name ?? '');
  expect(metadata.row_groups.map((group) => Number(group.num_rows))).toEqual([5_000, 5_000, 2_345]);
  expect(new Set(rows.map((row) => row['track_name'])).size).toBe(12_345);
});

test('days that come back after others get a further file, so that few are open', async () => {
  const days = ['01', '02', '03', '04', '05', '01'];
  const lines = days.map((day) =>
    trackCsvLine(trackOf({}), `2026-11-${day}T00:00:00.000Z`, { spreadsheetSafe: false }),
  );

  const files = await writeTracksParquet(trackFile(lines), signal);

  expect(files).toHaveLength(6);
  expect(files.at(-1)?.name).toBe('parquet/processed_date=2026-11-01/part-1.parquet');
});

test('without tracks there are no files', async () => {
  expect(await writeTracksParquet(trackFile([]), signal)).toEqual([]);
});
