import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TRACK_FILE_HEADER, trackCsvLine } from '../../../../src/services/export/track-line.ts';
import { anyTrack, trackOf } from '../../../support/tracks.ts';

const AT = '2026-11-22T03:04:05.678Z';

test('a line has the columns of the header, with the shortest numbers', () => {
  const line = trackCsvLine(trackOf(), AT, { spreadsheetSafe: false });

  expect(TRACK_FILE_HEADER).toBe(
    'track_name,artist,genre,popularity,processed_at,danceability,energy,valence,acousticness,' +
      'instrumentalness,liveness,speechiness,loudness,tempo\n',
  );
  expect(line).toBe(
    `Paper Boats,The Lanterns,folk,40,${AT},0.5,0.25,0.62,0.3,0.000012,0.11,0.04,-8.5,120.5\n`,
  );
});

test('what an incomplete track lacks is an empty cell', () => {
  const track = trackOf({ track_name: null, artists: null });

  const line = trackCsvLine(track, AT, { spreadsheetSafe: true });

  expect(line).toMatch(/^,,folk,40,/);
});

test('formulas are defused in text only, and only when asked', () => {
  const track = trackOf({ track_name: '=1+1', artists: '@home, "live"', loudness: -7 });

  const plain = trackCsvLine(track, AT, { spreadsheetSafe: false });
  const safe = trackCsvLine(track, AT, { spreadsheetSafe: true });

  expect(plain).toMatch(/^=1\+1,"@home, ""live""",folk,/);
  expect(safe).toMatch(/^'=1\+1,"'@home, ""live""",folk,.*,-7,120\.5\n$/);
});

test('any text and number comes back from the line', () => {
  fc.assert(
    fc.property(anyTrack, fc.string({ unit: 'grapheme' }), (fields, title) => {
      const track = { ...fields, track_name: title };

      const line = trackCsvLine(track, AT, { spreadsheetSafe: false });

      const [cells] = parse(line, { record_delimiter: '\n' });
      expect(cells?.slice(0, 2)).toEqual([title, track.artists ?? '']);
      expect(Number(cells?.at(-1))).toBeCloseTo(track.tempo, 15);
    }),
  );
});
