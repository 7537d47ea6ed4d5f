import { type Bottleneck, selectBottleneck } from '../../state/selectors/bottleneck.ts';
import type { ConsoleState } from '../../state/store.ts';
import { consumerStop, topicStop } from './consuming-stops.ts';
import type { PaneArea } from './pane-area.ts';
import { csvStop, producerStop } from './producing-stops.ts';
import type { Stop, Way } from './road-stop.ts';
import { type RoadWays, roadWays } from './road-ways.ts';
import { sparkStop } from './spark-stop.ts';
import { exportsStop, hdfsStop } from './storing-stops.ts';

/** A stop with the way to it. */
type Stage = Stop & {
  readonly way: Way;
  /** Whether the others wait for it. */
  readonly isSlowest: boolean;
};

/** The road of a track: what goes on between its stops and what waits in them. */
export type Road = {
  readonly csv: Stop;
  readonly producer: Stage;
  readonly topic: Stage;
  readonly consumer: Stage;
  readonly exports: Stage;
  /** `null` where there is none. */
  readonly hdfs: Stage | null;
  /** Beside the road: it reads the topic too. `null` where there is none. */
  readonly spark: Stage | null;
};

/** The stop that a bottleneck is at. */
const SLOWEST: Readonly<Record<Bottleneck, keyof RoadWays | null>> = {
  'at-rest': null,
  broker: 'topic',
  'broker-back': 'topic',
  disk: 'exports',
  'production-paused': 'producer',
  'consumption-paused': 'consumer',
  'rate-limit': 'producer',
  consumer: 'consumer',
  producer: 'producer',
  hdfs: 'hdfs',
};

export function roadOf(state: ConsoleState, area: PaneArea, now: number): Road {
  const slowest = SLOWEST[selectBottleneck(state)];
  const ways = roadWays(state, area, now);
  const stage = (id: keyof RoadWays, stop: Stop): Stage => {
    return { ...stop, way: ways[id], isSlowest: id === slowest };
  };
  const { hdfs, spark } = state;
  return {
    csv: csvStop(state, area),
    producer: stage('producer', producerStop(state, area, now)),
    topic: stage('topic', topicStop(state, area, now)),
    consumer: stage('consumer', consumerStop(state, area, now)),
    exports: stage('exports', exportsStop(state, area, now)),
    hdfs: hdfs === null ? null : stage('hdfs', hdfsStop(hdfs, now)),
    spark: spark === null ? null : stage('spark', sparkStop(spark, now)),
  };
}
