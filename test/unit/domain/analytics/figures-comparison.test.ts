import { describe, expect, test } from 'vitest';
import { mergeAnalytics } from '../../../../src/domain/analytics/analytics-totals.ts';
import {
  compareFigures,
  MAX_DIFFERENCES,
} from '../../../../src/domain/analytics/figures-comparison.ts';
import { PartitionAnalytics } from '../../../../src/domain/analytics/partition-analytics.ts';
import { type TrackFigures, trackFigures } from '../../../../src/domain/analytics/track-figures.ts';
import { trackOf } from '../../../support/tracks.ts';

function figures(): TrackFigures {
  const analytics = new PartitionAnalytics();
  analytics.add(trackOf({ track_id: 'a', track_genre: 'pop', energy: 0.25 }), 'tag');
  analytics.add(trackOf({ track_id: 'b', track_genre: 'pop', energy: 0.5 }), 'tag');
  analytics.add(trackOf({ track_id: 'a', track_genre: 'jazz', artists: 'X;Y' }), 'tag');
  analytics.countForeign();
  return trackFigures(mergeAnalytics([analytics]));
}

/** Those of one genre replaced. */
function withGenre(genre: string, change: Partial<TrackFigures['genres'][number]>): TrackFigures {
  const all = figures();
  return {
    ...all,
    genres: all.genres.map((one) => (one.genre === genre ? { ...one, ...change } : one)),
  };
}

describe('figures of the console and of Spark', () => {
  test('agree when each is the same, in whatever order the genres come', () => {
    const turned = { ...figures(), genres: figures().genres.toReversed() };

    expect(compareFigures(figures(), turned)).toEqual({ verdict: 'agrees', figures: 38 });
  });

  test('differ in a count by one, which is named with both values', () => {
    const comparison = compareFigures(figures(), { ...figures(), uniqueTracks: 3 });

    expect(comparison).toMatchObject({
      verdict: 'differs',
      differing: 1,
      differences: [{ figure: 'distinct tracks', console: 2, spark: 3 }],
    });
  });

  test.each([
    [5e-10, 'agrees'],
    [2e-9, 'differs'],
  ])('whose mean of a genre is apart by %d: %s', (apart, verdict) => {
    const pop = figures().genres.find(({ genre }) => genre === 'pop');
    const means = { ...figures().means, energy: (pop?.means.energy ?? 0) + apart };
    const console = withGenre('pop', {
      means: { ...figures().means, energy: pop?.means.energy ?? 0 },
    });

    expect(compareFigures(console, withGenre('pop', { means })).verdict).toBe(verdict);
  });

  test('differ in a genre that one of them does not know', () => {
    const without = {
      ...figures(),
      genres: figures().genres.filter(({ genre }) => genre !== 'jazz'),
    };

    const comparison = compareFigures(figures(), without);

    expect(comparison).toMatchObject({ verdict: 'differs', differing: 11 });
    expect(comparison).toMatchObject({
      differences: expect.arrayContaining([
        { figure: 'tracks of genre "jazz"', console: 1, spark: null },
      ]),
    });
  });

  test('name no more differences than fit, and count them all', () => {
    const comparison = compareFigures(figures(), { ...figures(), genres: [] });

    expect(comparison).toMatchObject({ verdict: 'differs', differing: 21 });
    expect(comparison).toHaveProperty('differences.length', MAX_DIFFERENCES);
  });

  test('agree without any track', () => {
    const none = trackFigures(mergeAnalytics([]));

    expect(compareFigures(none, none)).toEqual({ verdict: 'agrees', figures: 18 });
  });
});
