import { artistName, title } from './names.ts';
import { below, createRandom, type Random } from './random.ts';

/** How the tracks of one genre tend to sound; each is the middle of a range. */
export type GenreProfile = {
  readonly energy: number;
  readonly danceability: number;
  readonly valence: number;
  readonly instrumentalness: number;
  readonly tempo: number;
  readonly popularity: number;
  /** Share of explicit tracks. */
  readonly explicit: number;
};

/** The cells of a track that do not depend on the genre it is listed under. */
export type DemoTrack = {
  readonly id: string;
  readonly artists: string;
  readonly album: string;
  readonly title: string;
  /** `popularity` to `time_signature`, in the order of the columns, ready to be written. */
  readonly figures: readonly string[];
};

const ID_DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 22;
const ARTISTS_PER_GENRE = 120;

export function genreProfile(random: Random): GenreProfile {
  return {
    energy: between(0.15, 0.9, random),
    danceability: between(0.25, 0.8, random),
    valence: between(0.2, 0.8, random),
    instrumentalness: random() ** 3,
    tempo: between(85, 150, random),
    popularity: between(12, 60, random),
    explicit: 0.3 * random() ** 2,
  };
}

/** Who made a track: one artist or several of its genre; early ones are heard more often. */
export function pickArtists(
  nameOf: (artist: number) => string,
  genre: number,
  random: Random,
): string {
  const names = new Set<string>();
  const count = random() < 0.75 ? 1 : 2 + below(3, random);
  while (names.size < count) {
    names.add(nameOf(genre * ARTISTS_PER_GENRE + Math.floor(ARTISTS_PER_GENRE * random() ** 2)));
  }
  return [...names].join(';');
}

/** Names of artists by number, each made once; as many are kept as genres have artists. */
export function createArtistNames(seed: number): (artist: number) => string {
  const names = new Map<number, string>();
  return (artist) => {
    const known = names.get(artist);
    if (known !== undefined) return known;
    const name = artistName(createRandom(~seed, artist));
    names.set(artist, name);
    return name;
  };
}

export function makeTrack(artists: string, profile: GenreProfile, random: Random): DemoTrack {
  const name = title(random);
  return {
    id: trackId(random),
    artists,
    album: random() < 0.3 ? name : title(random),
    title: name,
    figures: figures(profile, random),
  };
}

function trackId(random: Random): string {
  let id = '';
  for (let drawn = 0; id.length < ID_LENGTH; drawn = Math.floor(drawn / 62)) {
    // One draw is good for five digits.
    if (id.length % 5 === 0) drawn = below(62 ** 5, random);
    id += ID_DIGITS.charAt(drawn % 62);
  }
  return id;
}

function figures(profile: GenreProfile, random: Random): readonly string[] {
  const energy = around(profile.energy, 0.3, random);
  const loudness = -3 - 22 * (1 - energy) - 4 * random();
  const hasTempo = random() > 0.001;
  return [
    String(Math.round(100 * around(profile.popularity / 100, 0.3, random))),
    String(Math.round(between(90_000, 330_000, random))),
    random() < profile.explicit ? 'True' : 'False',
    decimal(around(profile.danceability, 0.25, random)),
    decimal(energy),
    String(below(12, random)),
    decimal(loudness),
    random() < 0.64 ? '1' : '0',
    decimal(0.03 + 0.4 * random() ** 5),
    decimal((1 - energy) * random() ** 2),
    decimal(profile.instrumentalness * random() ** 5),
    decimal(0.05 + 0.8 * random() ** 3),
    decimal(around(profile.valence, 0.4, random)),
    hasTempo ? decimal(profile.tempo * between(0.75, 1.3, random)) : '0.0',
    random() < 0.9 ? '4' : String(3 + 2 * below(2, random)),
  ];
}

function between(low: number, high: number, random: Random): number {
  return low + (high - low) * random();
}

/** Mostly near `middle`, at most `spread` away, and never outside 0-1. */
function around(middle: number, spread: number, random: Random): number {
  const value = middle + spread * (random() + random() - 1);
  return Math.min(1, Math.max(0, value));
}

/** Numbers from 0 to 1 with three decimals; as text they are half the work otherwise. */
const THOUSANDTHS = Array.from({ length: 1001 }, (_, count) => String(count / 1000));

/** Three decimals, or as many digits with an exponent when it is small. */
function decimal(value: number): string {
  if (value > 0 && value < 0.001) return value.toExponential(2);
  const thousandths = Math.round(value * 1000);
  return THOUSANDTHS[thousandths] ?? String(thousandths / 1000);
}
