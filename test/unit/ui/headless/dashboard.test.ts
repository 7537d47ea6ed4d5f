import { expect, test } from 'vitest';
import { mergeAnalytics } from '../../../../src/domain/analytics/analytics-totals.ts';
import { PartitionAnalytics } from '../../../../src/domain/analytics/partition-analytics.ts';
import { dashboardLines } from '../../../../src/ui/headless/dashboard.ts';
import { trackOf } from '../../../support/tracks.ts';

test('the dashboard shows totals, rankings and means', () => {
  const analytics = new PartitionAnalytics();
  analytics.add(
    trackOf({ track_genre: 'folk', artists: 'Ada;Cy', energy: 0.2, explicit: true }),
    'tag',
  );
  analytics.add(trackOf({ track_genre: 'folk', artists: 'Bo', energy: 0.4 }), 'tag');
  analytics.countForeign();

  const [totals, genres, artists, features] = dashboardLines(mergeAnalytics([analytics]));

  expect(totals).toBe(
    'tracks 2, distinct 1, genres 1, artists by field 2, single artists 3, explicit 50.0 %, ' +
      'foreign 1, unreadable 0',
  );
  expect(genres).toBe('top genres: folk 2');
  expect(artists).toBe('top artists by field: Ada;Cy 1, Bo 1');
  expect(features).toContain('energy 0.300 ±0.100');
});

test('before the first track there is no number, and it says so', () => {
  const lines = dashboardLines(mergeAnalytics([]));

  expect(lines[1]).toBe('top genres: none yet');
  expect(lines[3]).toContain('danceability –');
});

test('an escape sequence in a name does not reach the terminal', () => {
  const analytics = new PartitionAnalytics();
  analytics.add(trackOf({ artists: '\u001b[31mRed' }), 'tag');

  const lines = dashboardLines(mergeAnalytics([analytics]));

  expect(lines.join('\n')).not.toContain('\u001b');
  expect(lines[2]).toBe('top artists by field: ·[31mRed 1');
});
