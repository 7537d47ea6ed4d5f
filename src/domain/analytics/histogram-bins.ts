import type { AudioFeature } from '../track.ts';
import { TRACK_RANGES } from '../track-ranges.ts';

/** Bins of equal width from `from` on: bin `i` holds `[from + i * width, from + (i + 1) * width)`. */
export type HistogramBins = {
  readonly from: number;
  readonly width: number;
  readonly count: number;
};

const UNIT_BINS = 200;

function binsOver(feature: AudioFeature, count: number): HistogramBins {
  const { min, max } = TRACK_RANGES[feature];
  return { from: min, width: (max - min) / count, count };
}

/** The bins of each feature over its whole range: 0.005 for the unit features, 0.5 dB, 2 BPM. */
export const FEATURE_BINS: Readonly<Record<AudioFeature, HistogramBins>> = {
  danceability: binsOver('danceability', UNIT_BINS),
  energy: binsOver('energy', UNIT_BINS),
  valence: binsOver('valence', UNIT_BINS),
  acousticness: binsOver('acousticness', UNIT_BINS),
  instrumentalness: binsOver('instrumentalness', UNIT_BINS),
  liveness: binsOver('liveness', UNIT_BINS),
  speechiness: binsOver('speechiness', UNIT_BINS),
  loudness: binsOver('loudness', 240),
  tempo: binsOver('tempo', 500),
};

/** The bin of a value in range; the upper end of the range belongs to the last bin. */
export function binOf(bins: HistogramBins, value: number): number {
  return Math.min(bins.count - 1, Math.floor((value - bins.from) / bins.width));
}
