import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeAnalytics } from '../../../../src/domain/analytics/analytics-totals.ts';
import {
  type AnalyticsDelta,
  deltaWeight,
  PartitionAnalytics,
} from '../../../../src/domain/analytics/partition-analytics.ts';
import { AUDIO_FEATURES } from '../../../../src/domain/track.ts';
import { anyTrack, trackOf } from '../../../support/tracks.ts';

const TAG = '0123456789abcdef';

function throughJson(delta: AnalyticsDelta): AnalyticsDelta {
  return JSON.parse(JSON.stringify(delta)) as AnalyticsDelta;
}

describe('partition analytics', () => {
  test('a state made from its deltas equals the original, wherever it was saved', () => {
    const saves = fc.array(fc.array(anyTrack, { maxLength: 8 }), { maxLength: 6 });
    fc.assert(
      fc.property(saves, (batches) => {
        const original = new PartitionAnalytics();
        const rebuilt = new PartitionAnalytics();

        for (const batch of batches) {
          for (const track of batch) original.add(track, TAG);
          rebuilt.applyDelta(throughJson(original.delta()));
          original.markSaved();
        }

        const whole = new PartitionAnalytics();
        for (const track of batches.flat()) whole.add(track, TAG);
        expect(rebuilt.delta()).toEqual(throughJson(whole.delta()));
      }),
    );
  });

  test('a delta holds the changed keys only, with their present values', () => {
    const analytics = new PartitionAnalytics();
    analytics.add(trackOf({ track_id: 'a', artists: 'Ada', track_genre: 'dub' }), TAG);
    analytics.add(trackOf({ track_id: 'b', artists: 'Bo', popularity: 3 }), TAG);
    analytics.markSaved();

    analytics.add(trackOf({ track_id: 'b', artists: 'Bo', popularity: 4 }), TAG);

    const delta = analytics.delta();
    expect(delta.trackIds).toEqual([]);
    expect(delta.artists).toEqual({ keys: ['Bo'], counts: [2], popularitySums: [7] });
    expect(delta.genres.map(({ genre, count }) => [genre, count])).toEqual([['folk', 2]]);
    expect(delta.datasets).toEqual([[TAG, 3]]);
  });

  test('a delta holds the bins of a histogram that changed since the save, and those only', () => {
    const analytics = new PartitionAnalytics();
    for (const energy of [0.001, 0.002, 0.011]) analytics.add(trackOf({ energy }), TAG);
    analytics.markSaved();

    analytics.add(trackOf({ energy: 0.003 }), TAG);
    analytics.add(trackOf({ energy: 1 }), TAG);

    const [genre] = analytics.delta().genres;
    const bins = genre?.features[AUDIO_FEATURES.indexOf('energy')]?.slice(6);
    expect(bins).toEqual([0, 3, 199, 1]);
  });

  test('a delta whose save failed is contained in the next one', () => {
    const analytics = new PartitionAnalytics();
    analytics.add(trackOf({ track_id: 'a' }), TAG);
    analytics.delta();

    analytics.add(trackOf({ track_id: 'b' }), TAG);

    expect(analytics.delta().trackIds).toEqual(['a', 'b']);
  });

  test('knows how heavy its whole state is', () => {
    const analytics = new PartitionAnalytics();
    analytics.add(trackOf({ track_id: 'a' }), TAG);
    analytics.add(trackOf({ track_id: 'b', artists: 'Ada;Bo', track_genre: 'dub' }), TAG);

    const delta = analytics.delta();

    expect(delta.stateWeight).toBe(deltaWeight(delta));
  });

  test('counts an artist once on a track that names it twice', () => {
    const analytics = new PartitionAnalytics();

    analytics.add(trackOf({ artists: 'Bo;Cy;Bo' }), TAG);

    expect(mergeAnalytics([analytics]).topArtistNames(9)).toMatchObject([
      { name: 'Bo', count: 1 },
      { name: 'Cy', count: 1 },
    ]);
  });

  test('a track without artists is counted, but in no artist table', () => {
    const analytics = new PartitionAnalytics();

    analytics.add(trackOf({ artists: null }), TAG);

    expect(mergeAnalytics([analytics])).toMatchObject({
      total: 1,
      incomplete: 1,
      uniqueArtists: 0,
      uniqueArtistNames: 0,
    });
  });
});
