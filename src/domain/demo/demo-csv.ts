import { csvCell } from '../csv-format.ts';
import {
  createArtistNames,
  type DemoTrack,
  type GenreProfile,
  genreProfile,
  makeTrack,
  pickArtists,
} from './demo-track.ts';
import { DEMO_GENRES } from './genres.ts';
import { below, createRandom } from './random.ts';

const HEADER =
  ',track_id,artists,album_name,track_name,popularity,duration_ms,explicit,danceability,energy,key,loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo,time_signature,track_genre\n';

/** Few, because the parts of a piece stay in memory until it is whole. */
const ROWS_PER_PIECE = 50;

/** One row in so many has neither artists nor album nor title. */
const INCOMPLETE_EVERY = 9_973;
const FIRST_INCOMPLETE = 5_000;

/** One track in so many may be listed again, under other genres. */
const HIT_EVERY = 8;
const REPEATED_SHARE = 0.22;

export type DemoOptions = {
  /** Data rows, at least 1. */
  readonly rows: number;
  /** Another seed gives other tracks; an integer of which 32 bits count. */
  readonly seed: number;
};

/**
 * A made-up data set as CSV text, in pieces: the columns of the real one, 114 genres one after the
 * other, and what makes real data hard: ids that repeat under other genres, several artists in one
 * field, many scripts, quotes and commas in titles, exponents, a few incomplete rows. No row is
 * invalid. The same options give the same text for ever.
 */
export function* demoCsv({ rows, seed }: DemoOptions): Generator<string, void, undefined> {
  const lineOf = createLineMaker({ rows, seed });
  yield HEADER;
  for (let first = 0; first < rows; first += ROWS_PER_PIECE) {
    let piece = '';
    for (let row = first; row < Math.min(rows, first + ROWS_PER_PIECE); row += 1) {
      piece += lineOf(row);
    }
    yield piece;
  }
}

function createLineMaker({ rows, seed }: DemoOptions): (row: number) => string {
  const nameOf = createArtistNames(seed);
  const profiles = DEMO_GENRES.map((_, genre) => genreProfile(createRandom(seed, -1 - genre)));
  const genreOf = (row: number) => Math.floor((row * DEMO_GENRES.length) / rows);
  const hits = Math.ceil(rows / HIT_EVERY);
  const trackOf = (row: number): DemoTrack => {
    const random = createRandom(seed, row);
    const isRepeated = row % HIT_EVERY !== 0 && random() < REPEATED_SHARE;
    if (isRepeated) return trackOf(HIT_EVERY * below(hits, random));
    const genre = genreOf(row);
    const artists = pickArtists(nameOf, genre, random);
    return makeTrack(artists, profiles[genre] as GenreProfile, random);
  };
  return (row) => csvRow(row, trackOf(row), DEMO_GENRES[genreOf(row)] as string);
}

function csvRow(row: number, track: DemoTrack, genre: string): string {
  const isIncomplete = row % INCOMPLETE_EVERY === FIRST_INCOMPLETE;
  const names = isIncomplete
    ? ',,'
    : `${csvCell(track.artists)},${csvCell(track.album)},${csvCell(track.title)}`;
  return `${row},${track.id},${names},${track.figures.join(',')},${genre}\n`;
}
