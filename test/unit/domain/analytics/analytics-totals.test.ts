import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createAnalyticsMerger,
  mergeAnalytics,
} from '../../../../src/domain/analytics/analytics-totals.ts';
import { PartitionAnalytics } from '../../../../src/domain/analytics/partition-analytics.ts';
import { AUDIO_FEATURES, type Track } from '../../../../src/domain/track.ts';
import { anyTrack, trackOf } from '../../../support/tracks.ts';

const TAG = '0123456789abcdef';
const PARTITIONS = 3;

function partOf(tracks: readonly Track[]): PartitionAnalytics {
  const analytics = new PartitionAnalytics();
  for (const track of tracks) analytics.add(track, TAG);
  return analytics;
}

const spreadTracks = fc.array(fc.tuple(anyTrack, fc.nat({ max: PARTITIONS - 1 })), {
  maxLength: 50,
});

function partsOf(spread: readonly (readonly [Track, number])[]): readonly PartitionAnalytics[] {
  return Array.from({ length: PARTITIONS }, (_, partition) =>
    partOf(spread.filter(([, chosen]) => chosen === partition).map(([track]) => track)),
  );
}

/** Adding the smallest numbers first keeps a plain sum close to the exact one. */
function carefulMean(values: readonly number[]): number {
  const ascending = values.toSorted((left, right) => Math.abs(left) - Math.abs(right));
  return ascending.reduce((sum, value) => sum + value, 0) / values.length;
}

function countsOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

describe('totals', () => {
  test('equal a plain count, whatever the split', () => {
    fc.assert(
      fc.property(spreadTracks, (spread) => {
        const tracks = spread.map(([track]) => track);

        const totals = mergeAnalytics(partsOf(spread));

        const fields = tracks.flatMap(({ artists }) => artists ?? []);
        const names = fields.flatMap((field) => [...new Set(field.split(';'))]);
        expect(totals.total).toBe(tracks.length);
        expect(totals.explicit).toBe(tracks.filter((track) => track.explicit).length);
        expect(totals.uniqueTracks).toBe(new Set(tracks.map((track) => track.track_id)).size);
        expect(new Map(totals.topArtists(99).map(({ name, count }) => [name, count]))).toEqual(
          countsOf(fields),
        );
        expect(new Map(totals.topArtistNames(99).map(({ name, count }) => [name, count]))).toEqual(
          countsOf(names),
        );
        expect(new Map(totals.topGenres(99).map(({ name, count }) => [name, count]))).toEqual(
          countsOf(tracks.map((track) => track.track_genre)),
        );
      }),
    );
  });

  test('have the same means and deviations to 1e-12, whatever the order and the split', () => {
    fc.assert(
      fc.property(spreadTracks, (spread) => {
        const tracks = spread.map(([track]) => track);

        const inOnePart = mergeAnalytics([partOf(tracks.toReversed())]).features();
        const inThree = mergeAnalytics(partsOf(spread)).features();

        for (const feature of AUDIO_FEATURES) {
          const one = inOnePart[feature];
          const three = inThree[feature];
          expect(three.histogram).toEqual(one.histogram);
          expect([three.count, three.min, three.max]).toEqual([one.count, one.min, one.max]);
          expect(Math.abs((three.mean ?? 0) - (one.mean ?? 0))).toBeLessThanOrEqual(1e-12);
          const deviations = [three.standardDeviation ?? 0, one.standardDeviation ?? 0] as const;
          expect(Math.abs(deviations[0] - deviations[1])).toBeLessThanOrEqual(1e-12);
        }
      }),
    );
  });

  test('have the mean of the values, overall and per genre', () => {
    fc.assert(
      fc.property(fc.array(anyTrack, { minLength: 1 }), (tracks) => {
        const totals = mergeAnalytics([partOf(tracks)]);

        const genre = tracks[0]?.track_genre ?? '';
        const ofGenre = tracks.filter((track) => track.track_genre === genre);
        const overall = carefulMean(tracks.map(({ loudness }) => loudness));
        const inGenre = carefulMean(ofGenre.map(({ loudness }) => loudness));
        expect(totals.features().loudness.mean).toBeCloseTo(overall, 11);
        expect(totals.featuresOfGenre(genre)?.loudness.mean).toBeCloseTo(inGenre, 11);
      }),
    );
  });

  test('have the deviation of the values, over all parts', () => {
    const parts = [2, 4, 4, 4, 5, 5, 7, 9].map((tempo) => partOf([trackOf({ tempo })]));

    expect(mergeAnalytics(parts).features().tempo.standardDeviation).toBe(2);
  });

  test('a merger that is asked again gives what a new one would', () => {
    fc.assert(
      fc.property(spreadTracks, spreadTracks, (before, after) => {
        const parts = partsOf(before);
        const merger = createAnalyticsMerger();
        merger.merge(parts);

        for (const [track, partition] of after) parts[partition]?.add(track, TAG);
        const again = merger.merge(parts);

        const anew = mergeAnalytics(parts);
        expect(again.topArtistNames(99)).toEqual(anew.topArtistNames(99));
        expect(again.uniqueTracks).toBe(anew.uniqueTracks);
      }),
    );
  });

  test('a merger forgets the keys of a partition that was taken away', () => {
    const kept = partOf([trackOf({ track_id: 'a', artists: 'Ada' })]);
    const revoked = partOf([trackOf({ track_id: 'b', artists: 'Bo' })]);
    const merger = createAnalyticsMerger();
    merger.merge([kept, revoked]);

    const totals = merger.merge([kept]);

    expect([totals.uniqueTracks, totals.uniqueArtists]).toEqual([1, 1]);
  });

  test('stay what they were when more is counted', () => {
    const part = partOf([trackOf({ artists: 'Ada' })]);
    const merger = createAnalyticsMerger();
    const before = merger.merge([part]);

    part.add(trackOf({ artists: 'Ada', track_genre: 'dub', energy: 1 }), TAG);
    part.add(trackOf({ artists: 'Bo' }), TAG);
    merger.merge([part]);

    expect(before.topArtists(9)).toMatchObject([{ name: 'Ada', count: 1 }]);
    expect(before.topGenres(9)).toMatchObject([{ name: 'folk', count: 1 }]);
    expect(before.features().energy.max).toBe(0.25);
  });

  test('rank genres by count or by mean popularity, ties by code point', () => {
    const totals = mergeAnalytics([
      partOf([
        trackOf({ track_genre: '\u{1F3B5}', popularity: 10 }),
        trackOf({ track_genre: '\uFF5E', popularity: 10 }),
        trackOf({ track_genre: 'dub', popularity: 90 }),
        trackOf({ track_genre: 'folk', popularity: 0 }),
        trackOf({ track_genre: 'folk', popularity: 50 }),
      ]),
    ]);

    expect(totals.topGenres(4).map(({ name }) => name)).toEqual([
      'folk',
      'dub',
      '\uFF5E',
      '\u{1F3B5}',
    ]);
    expect(totals.genresByPopularity(2)).toEqual([
      { name: 'dub', count: 1, meanPopularity: 90, minPopularity: 90, maxPopularity: 90 },
      { name: 'folk', count: 2, meanPopularity: 25, minPopularity: 0, maxPopularity: 50 },
    ]);
  });

  test('keep foreign and unreadable records and the data sets apart', () => {
    const part = partOf([trackOf(), trackOf()]);
    part.add(trackOf({ explicit: true }), 'another');
    part.countForeign();
    part.countUnreadable();
    part.countUnreadable();

    const totals = mergeAnalytics([part, partOf([trackOf()])]);

    expect(totals).toMatchObject({ total: 4, foreign: 1, unreadable: 2, explicitShare: 0.25 });
    expect([...totals.datasets]).toEqual([
      [TAG, 3],
      ['another', 1],
    ]);
  });

  test('of nothing have no share and no figures', () => {
    const totals = mergeAnalytics([]);

    expect(totals).toMatchObject({ total: 0, explicitShare: null, uniqueGenres: 0 });
    expect(totals.features().tempo.mean).toBeNull();
    expect(totals.featuresOfGenre('folk')).toBeUndefined();
  });
});
