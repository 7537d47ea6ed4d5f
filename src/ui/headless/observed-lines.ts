import { formatBytes, formatCount } from '../../domain/format.ts';
import type { ConsoleState } from '../../state/store.ts';
import { hdfsStatus } from '../panes/hdfs-status.ts';
import type { PaneStatus } from '../panes/pane-status.ts';
import { sparkStatus } from '../panes/spark-status.ts';
import { ageText, spanText } from '../text/time-text.ts';
import { sparkRunLine } from './spark-status.ts';

/** How the cluster, HDFS and Spark are; nothing of what is not used or, of the cluster, in order. */
export function observedLines(state: ConsoleState, now: number): readonly string[] {
  return [...brokerAway(state, now), ...hdfsLines(state, now), ...sparkLines(state, now)];
}

function brokerAway({ topic, pipeline }: ConsoleState, now: number): readonly string[] {
  if (!topic?.unreachable) return [];
  const { since, failure, retryAt } = topic.unreachable;
  const next = retryAt > now ? `next try in ${spanText(retryAt - now)}` : 'tried again now';
  // Of one that was not reached yet the reason is told with that.
  const why = pipeline === null ? '' : `: ${failure.message}`;
  return [`broker AWAY for ${ageText(now - since)}${why}; ${next}`];
}

function hdfsLines({ hdfs }: ConsoleState, now: number): readonly string[] {
  if (hdfs === null) return [];
  const { url, queue, published, lost } = hdfs;
  const figures = [
    `HDFS ${url} ${words(hdfsStatus(hdfs, now))}`,
    waitingText(queue),
    `${formatCount(published)} published by this engine`,
    ...(lost === 0 ? [] : [`${formatCount(lost)} not stored`]),
  ];
  return [figures.join(' · ')];
}

function waitingText({ exports, bytes }: NonNullable<ConsoleState['hdfs']>['queue']): string {
  if (exports === 0) return 'no export waits';
  const what = exports === 1 ? '1 export waits' : `${formatCount(exports)} exports wait`;
  return `${what} (${formatBytes(bytes)})`;
}

function sparkLines({ spark }: ConsoleState, now: number): readonly string[] {
  if (spark === null) return [];
  return [`Spark ${spark.url} ${words(sparkStatus(spark, now))} · ${sparkRunLine(spark.run)}`];
}

function words({ word, detail }: PaneStatus): string {
  return detail === null ? word : `${word}: ${detail}`;
}
