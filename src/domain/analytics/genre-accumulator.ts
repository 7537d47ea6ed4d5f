import { AUDIO_FEATURES, type Track } from '../track.ts';
import { changedBins, FeatureAccumulator, type FeatureDelta } from './feature-accumulator.ts';
import { FEATURE_BINS } from './histogram-bins.ts';

export type GenreDelta = {
  readonly genre: string;
  readonly count: number;
  readonly popularitySum: number;
  readonly popularityMin: number;
  readonly popularityMax: number;
  /** In the order of `AUDIO_FEATURES`. */
  readonly features: readonly FeatureDelta[];
};

const GENRE_WEIGHT = 700;
const BIN_WEIGHT = 8;

/** Its part of `deltaWeight`. */
export function genreDeltaWeight(delta: GenreDelta): number {
  return delta.features.reduce(
    (weight, feature) => weight + changedBins(feature) * BIN_WEIGHT,
    GENRE_WEIGHT,
  );
}

/** Everything counted of the tracks of one genre. */
export class GenreAccumulator {
  readonly genre: string;
  #isChanged = false;
  #count = 0;
  #popularitySum = 0;
  #popularityMin = Number.POSITIVE_INFINITY;
  #popularityMax = Number.NEGATIVE_INFINITY;
  readonly #features = AUDIO_FEATURES.map(
    (feature) => new FeatureAccumulator(FEATURE_BINS[feature]),
  );

  constructor(genre: string) {
    this.genre = genre;
  }

  add(track: Track): void {
    this.#isChanged = true;
    this.#count += 1;
    this.#popularitySum += track.popularity;
    this.#popularityMin = Math.min(this.#popularityMin, track.popularity);
    this.#popularityMax = Math.max(this.#popularityMax, track.popularity);
    let column = 0;
    for (const feature of AUDIO_FEATURES) {
      this.#features[column]?.add(track[feature]);
      column += 1;
    }
  }

  merge(other: GenreAccumulator): void {
    this.#isChanged = true;
    this.#count += other.#count;
    this.#popularitySum += other.#popularitySum;
    this.#popularityMin = Math.min(this.#popularityMin, other.#popularityMin);
    this.#popularityMax = Math.max(this.#popularityMax, other.#popularityMax);
    other.#features.forEach((feature, column) => {
      this.#features[column]?.merge(feature);
    });
  }

  /** Whether a track was added since `markSaved`. */
  get isChanged(): boolean {
    return this.#isChanged;
  }

  get count(): number {
    return this.#count;
  }

  get popularitySum(): number {
    return this.#popularitySum;
  }

  get popularityMin(): number {
    return this.#popularityMin;
  }

  get popularityMax(): number {
    return this.#popularityMax;
  }

  /** In the order of `AUDIO_FEATURES`. */
  get features(): readonly FeatureAccumulator[] {
    return this.#features;
  }

  /** `deltaWeight` of a delta with all of this genre. */
  weight(): number {
    return this.#features.reduce(
      (weight, feature) => weight + feature.usedBins() * BIN_WEIGHT,
      GENRE_WEIGHT,
    );
  }

  delta(): GenreDelta {
    return {
      genre: this.genre,
      count: this.#count,
      popularitySum: this.#popularitySum,
      popularityMin: this.#popularityMin,
      popularityMax: this.#popularityMax,
      features: this.#features.map((feature) => feature.delta()),
    };
  }

  markSaved(): void {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    for (const feature of this.#features) feature.markSaved();
  }

  applyDelta(delta: GenreDelta): void {
    this.#isChanged = true;
    this.#count = delta.count;
    this.#popularitySum = delta.popularitySum;
    this.#popularityMin = delta.popularityMin;
    this.#popularityMax = delta.popularityMax;
    this.#features.forEach((feature, column) => {
      feature.applyDelta(delta.features[column] ?? []);
    });
  }
}
