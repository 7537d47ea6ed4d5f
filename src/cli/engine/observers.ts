import { sleep } from '../../services/clock.ts';
import { freeSpace } from '../../services/files/free-space.ts';
import type { Broker } from '../../services/ports.ts';
import { createDiskLook } from '../../state/commands/disk-look.ts';
import { createLedgerLook } from '../../state/commands/ledger-look.ts';
import { type Look, observe } from '../../state/commands/observe.ts';
import { SPARK_LOOK_MS } from '../../state/commands/spark-look.ts';
import { createTopicLook } from '../../state/commands/topic-look.ts';
import type { Dispatch } from '../../state/events.ts';
import type { Consuming } from '../consuming.ts';
import { HDFS_LOOK_MS } from '../hdfs/publishing.ts';
import { logNewFailures } from '../log-new-failures.ts';
import type { Session } from '../session.ts';
import type { Spark } from '../spark/open-spark.ts';

/** It decides itself how often it shows something. */
const ANALYTICS_MS = 250;
const TOPIC_MS = 1_000;
const LEDGER_MS = 2_000;
const DISK_MS = 10_000;
/** On Kafka, whose groups know nothing of polling more often. */
const LOOKS_PER_KAFKA_GROUP = 5;

type Observed = {
  readonly broker: Broker;
  /** `undefined` where, or while, nothing is consumed. */
  readonly consuming: () => Consuming | undefined;
  /** `undefined` where there is no Spark. */
  readonly spark?: Spark | undefined;
};

/**
 * Looks, until the signal aborts, at what a screen shows beside the pipeline's own events. A
 * question that is then without an answer is left alone: the broker may be away.
 */
export function observePipeline(
  session: Session,
  { broker, consuming, spark }: Observed,
  signal: AbortSignal,
): void {
  const { config, clock, store } = session;
  const dispatch: Dispatch = (event) => {
    if (!signal.aborted) session.dispatch(event);
  };
  const { topic, consumerGroup: group } = config;
  const looks: (readonly [name: string, look: Look, intervalMs: number])[] = [
    ['analytics', () => consuming()?.analyticsLook(signal), ANALYTICS_MS],
    [
      'topic',
      createTopicLook({
        broker,
        topic,
        group,
        looksPerGroup: broker.kind === 'kafka' ? LOOKS_PER_KAFKA_GROUP : 1,
        intervalMs: TOPIC_MS,
        clock,
        sleep,
        getTopic: () => store.getState().topic,
        dispatch,
      }),
      TOPIC_MS,
    ],
    [
      'ledger',
      createLedgerLook({
        broker,
        topic,
        getProducer: () => store.getState().producer,
        clock,
        dispatch,
      }),
      LEDGER_MS,
    ],
    [
      'disk',
      createDiskLook({ paths: [config.outputDir, config.stateDir], freeSpace, clock, dispatch }),
      DISK_MS,
    ],
  ];
  if (session.publishing !== undefined) looks.push(['hdfs', session.publishing.look, HDFS_LOOK_MS]);
  if (spark !== undefined) looks.push(['spark', spark.look, SPARK_LOOK_MS]);
  for (const [name, look, intervalMs] of looks) {
    // What an operator must know, the pipeline itself says.
    const onFailure = logNewFailures(session.logger, 'observer/failed', { look: name });
    void observe(look, intervalMs, { sleep, onFailure }, signal);
  }
}
