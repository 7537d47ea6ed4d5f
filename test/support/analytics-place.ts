import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { mergeAnalytics } from '../../src/domain/analytics/analytics-totals.ts';
import { openAnalyticsStore } from '../../src/services/analytics-store/analytics-store.ts';
import type { AnalyticsStore, PartitionState } from '../../src/services/ports.ts';
import { scratchDirectory } from './scratch.ts';
import { trackOf } from './tracks.ts';

const NOON = Date.UTC(2030, 0, 2, 12);

/** What is appended to the name of a file that is set aside at the time of the stores here. */
export const SET_ASIDE = '.set-aside-2030-01-02T12-00-00-000Z';

export type Place = {
  readonly directory: string;
  readonly path: string;
  readonly outputDir: string;
  readonly trackFilePath: string;
};

export function makePlace(): Place {
  const directory = scratchDirectory();
  const outputDir = join(directory, 'output');
  return {
    directory,
    path: join(directory, 'state', 'analytics.db'),
    outputDir,
    trackFilePath: join(outputDir, 'processed_tracks.csv'),
  };
}

/** @param notices - collects what the operator is told */
export function openStore(
  place: Place,
  clock = { now: () => NOON },
  notices: string[] = [],
): AnalyticsStore {
  const onNotice = (sentence: string) => notices.push(sentence);
  const store = openAnalyticsStore({ ...place, clock, onNotice });
  onTestFinished(() => store.close());
  return store;
}

export function lineOf(partition: number, offset: number): string {
  return `track ${partition}/${offset}\n`;
}

/** Counts the next tracks of a partition and saves them with their lines. */
export function countAndSave(
  store: AnalyticsStore,
  state: PartitionState,
  records: number,
  member = 'm',
) {
  const { partition, analytics } = state;
  const before = mergeAnalytics([analytics]).total;
  const nextOffset = before + records;
  let trackLines = '';
  for (let offset = before; offset < nextOffset; offset += 1) {
    analytics.add(trackOf({ track_id: `${partition}-${offset}` }), 'tag');
    trackLines += lineOf(partition, offset);
  }
  saveOf(store, state, { nextOffset, trackLines, member });
  analytics.markSaved();
}

export function saveOf(
  store: AnalyticsStore,
  { partition, analytics }: PartitionState,
  save: { nextOffset: number; trackLines: string; member?: string; expiredRecords?: number },
) {
  const { nextOffset, trackLines, member = 'm', expiredRecords = 0 } = save;
  store.save({
    memberId: member,
    partitions: [{ partition, nextOffset, expiredRecords, delta: analytics.delta() }],
    trackLines: Buffer.from(trackLines),
    activeMs: 0,
  });
}

/** The log: every offset has its line. */
export async function* linesOf({
  partition,
  from,
  to,
}: {
  partition: number;
  from: number;
  to: number;
}) {
  for (let offset = from; offset < to; offset += 1) yield lineOf(partition, offset);
}

export const never = new AbortController().signal;
