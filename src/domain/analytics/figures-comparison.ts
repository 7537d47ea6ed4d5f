import { AUDIO_FEATURES } from '../track.ts';
import type { FeatureMeans, TrackFigures } from './track-figures.ts';

/** One figure that the two do not have in common. */
export type FigureDifference = {
  /** In words: `distinct tracks`, `mean energy of genre "pop"`. */
  readonly figure: string;
  readonly console: number | null;
  readonly spark: number | null;
};

/** Whether Spark has found in the same records what the console has. */
export type FiguresComparison =
  | { readonly verdict: 'agrees'; readonly figures: number }
  | {
      readonly verdict: 'differs';
      readonly figures: number;
      readonly differing: number;
      /** The first of them, at most `MAX_DIFFERENCES`. */
      readonly differences: readonly FigureDifference[];
    }
  /** The two have not read the same records; `reason` says why. */
  | { readonly verdict: 'impossible'; readonly reason: string };

export const MAX_DIFFERENCES = 20;
/** Sums may be taken in any order: means agree within this, counts to the unit. */
const MEAN_TOLERANCE = 1e-9;

type Figure = {
  readonly name: string;
  readonly value: number | null;
  readonly tolerance: number;
};

export function compareFigures(console: TrackFigures, spark: TrackFigures): FiguresComparison {
  const ours = figuresByName(console);
  const theirs = figuresByName(spark);
  const names = [...new Set([...ours.keys(), ...theirs.keys()])];
  const differences = names.flatMap((name): FigureDifference[] => {
    const [one, other] = [ours.get(name), theirs.get(name)];
    if (one !== undefined && other !== undefined && agree(one, other)) return [];
    return [{ figure: name, console: one?.value ?? null, spark: other?.value ?? null }];
  });
  if (differences.length === 0) return { verdict: 'agrees', figures: names.length };
  return {
    verdict: 'differs',
    figures: names.length,
    differing: differences.length,
    differences: differences.slice(0, MAX_DIFFERENCES),
  };
}

function agree(one: Figure, other: Figure): boolean {
  if (one.value === null || other.value === null) return one.value === other.value;
  return Math.abs(one.value - other.value) <= one.tolerance;
}

function figuresByName(figures: TrackFigures): ReadonlyMap<string, Figure> {
  const counts = [
    ['tracks', figures.tracks],
    ['foreign records', figures.foreign],
    ['unreadable records', figures.unreadable],
    ['incomplete tracks', figures.incomplete],
    ['explicit tracks', figures.explicit],
    ['distinct tracks', figures.uniqueTracks],
    ['distinct artists fields', figures.uniqueArtists],
    ['distinct artists', figures.uniqueArtistNames],
    ['genres', figures.genres.length],
  ] as const;
  const all = [
    ...counts.map(([name, value]) => countFigure(name, value)),
    ...meanFigures(figures.means, ''),
    ...figures.genres.flatMap(({ genre, tracks, means }) => {
      const of = ` of genre ${JSON.stringify(genre)}`;
      return [countFigure(`tracks${of}`, tracks), ...meanFigures(means, of)];
    }),
  ];
  return new Map(all.map((figure) => [figure.name, figure]));
}

function countFigure(name: string, value: number): Figure {
  return { name, value, tolerance: 0 };
}

function meanFigures(means: FeatureMeans, of: string): readonly Figure[] {
  return AUDIO_FEATURES.map((feature) => ({
    name: `mean ${feature}${of}`,
    value: means[feature],
    tolerance: MEAN_TOLERANCE,
  }));
}
