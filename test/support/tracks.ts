import fc from 'fast-check';
import type { Track } from '../../src/domain/track.ts';

/** A valid track of nobody's; give what the test is about. */
export function trackOf(fields: Partial<Track> = {}): Track {
  return {
    track_id: 'id-0000000000000000001',
    track_name: 'Paper Boats',
    artists: 'The Lanterns',
    album_name: 'Low Tide',
    popularity: 40,
    duration_ms: 201_000,
    explicit: false,
    danceability: 0.5,
    energy: 0.25,
    key: 7,
    loudness: -8.5,
    mode: 1,
    speechiness: 0.04,
    acousticness: 0.3,
    instrumentalness: 0.000012,
    liveness: 0.11,
    valence: 0.62,
    tempo: 120.5,
    time_signature: 4,
    track_genre: 'folk',
    timestamp: 1_790_000_000,
    record_id: 0,
    ...fields,
  };
}

const unit = fc.double({ min: 0, max: 1, noNaN: true });

/** Any valid track, of few ids, genres and artists, so that they meet. */
export const anyTrack: fc.Arbitrary<Track> = fc
  .record({
    track_id: fc.integer({ min: 0, max: 30 }).map((number) => `id-${number}`),
    track_genre: fc.constantFrom('folk', 'dub', '1975', 'ポップ'),
    artists: fc.constantFrom('Ada', 'Ada;Bo', 'Bo;Cy;Bo', '311', null),
    popularity: fc.integer({ min: 0, max: 100 }),
    explicit: fc.boolean(),
    danceability: unit,
    energy: unit,
    valence: unit,
    acousticness: unit,
    instrumentalness: unit,
    liveness: unit,
    speechiness: unit,
    loudness: fc.double({ min: -100, max: 20, noNaN: true }),
    tempo: fc.double({ min: 0, max: 1000, noNaN: true }),
  })
  .map(trackOf);
