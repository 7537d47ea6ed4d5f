import { formatBytes } from '../../domain/format.ts';
import { isIngesting } from '../../state/selectors/engine-work.ts';
import { selectExportRate, selectUploadRate } from '../../state/selectors/export-rates.ts';
import type { SparkSlice } from '../../state/slices/spark.ts';
import type { ConsoleState } from '../../state/store.ts';
import { rateText } from '../text/rate-text.ts';
import { span } from '../text/row.ts';
import type { PaneArea } from './pane-area.ts';
import type { Way } from './road-stop.ts';

/** Stops by their own name for what leads to them. */
export type RoadWays = Readonly<
  Record<'producer' | 'topic' | 'consumer' | 'exports' | 'hdfs' | 'spark', Way>
>;

/** How fast it goes to each stop; where nothing moves and that has a reason, the word for it. */
export function roadWays(state: ConsoleState, { glyphs }: PaneArea, now: number): RoadWays {
  const { metrics, hdfs, spark } = state;
  const none = span(glyphs.none, 'quiet');
  const way = (
    perSecond: number | null,
    format: (rate: number) => string,
    why: Way | null,
  ): Way => {
    if (perSecond === null) return none;
    return perSecond === 0 && why !== null ? why : span(format(perSecond), 'accent');
  };
  const production = productionStandstill(state, none);
  const isHdfsAway = (hdfs?.unreachable ?? null) !== null;
  return {
    producer: way(metrics.sourceBytesPerSecond, bytesText, readingStandstill(state, none)),
    topic: way(metrics.acknowledgedPerSecond, rateText, production),
    consumer: way(metrics.countedPerSecond, rateText, consumptionStandstill(state)),
    exports: way(selectExportRate(state, now), rateText, null),
    spark: sparkWay(spark),
    hdfs: way(isHdfsAway ? 0 : selectUploadRate(state, now), bytesText, isHdfsAway ? AWAY : null),
  };
}

const PAUSED: Way = span('paused', 'watch');
const AWAY: Way = span('away', 'watch');
const WAITS: Way = span('waits', 'watch');

/** The rows that are read come from this machine, the broker only takes them. */
function readingStandstill(state: ConsoleState, unknown: Way): Way | null {
  if (!isBrokerAway(state)) return productionStandstill(state, unknown);
  return isIngesting(state.producer) ? WAITS : null;
}

/** @param unknown - for what another process publishes: its rate is not known here */
function productionStandstill(state: ConsoleState, unknown: Way): Way | null {
  const { producer } = state;
  if (isBrokerAway(state)) return AWAY;
  if (producer.status.name === 'elsewhere') return unknown;
  return isIngesting(producer) && producer.pausedSince !== null ? PAUSED : null;
}

function consumptionStandstill(state: ConsoleState): Way | null {
  if (isBrokerAway(state)) return AWAY;
  return state.consumer.pausedSince === null ? null : PAUSED;
}

/** A batch does not tell how fast it reads: what it is at takes the place. */
function sparkWay(spark: SparkSlice): Way {
  if (spark?.run.name !== 'running') return span('');
  const { stream, step } = spark.run;
  return span(stream === null ? (step ?? '') : rateText(stream.inputRowsPerSecond), 'accent');
}

function isBrokerAway({ topic }: ConsoleState): boolean {
  return (topic?.unreachable ?? null) !== null;
}

function bytesText(perSecond: number): string {
  return `${formatBytes(perSecond)}/s`;
}
