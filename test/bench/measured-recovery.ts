import { join } from 'node:path';
import { openAnalyticsStore } from '../../src/services/analytics-store/analytics-store.ts';
import { systemClock } from '../../src/services/clock.ts';

/**
 * Seconds that a consumer needs to have all that was counted in memory again: the store is opened,
 * read as a whole for what is shown, and each partition claimed.
 *
 * @param directory - with the store of a consumer that counted a topic
 */
export function measureRecovery(directory: string): number {
  const startedAt = performance.now();
  const store = openAnalyticsStore({
    path: join(directory, 'analytics.db'),
    trackFilePath: join(directory, 'processed_tracks.csv'),
    clock: systemClock,
    onNotice: () => {},
  });
  for (const { partition } of store.loadAll().partitions) store.claim(partition, 'recovering');
  const seconds = (performance.now() - startedAt) / 1000;
  store.close();
  return seconds;
}
