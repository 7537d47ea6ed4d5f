import type { AnalyticsView } from '../../../src/domain/analytics/analytics-view.ts';
import type { MirrorView } from '../../../src/engine/mirror-view.ts';
import type { SparkStatus } from '../../../src/services/spark/spark-status.ts';
import type { ConsoleState } from '../../../src/state/store.ts';

/** The same with nothing long in it that comes from outside: what is cut then is a word of ours. */
export function withShortData(view: MirrorView): MirrorView {
  const { engine, state } = view;
  return { ...view, engine: engine && { ...engine, host: 'h' }, state: shortState(state) };
}

function shortState(state: ConsoleState): ConsoleState {
  const { pipeline, producer, consumer, download, exports, hdfs, spark, notices } = state;
  const { analytics, topic } = state;
  return {
    ...state,
    pipeline: pipeline && { ...pipeline, address: '/l', topic: 't', group: 'g', outputDir: './o' },
    dataset: state.dataset?.kind === 'download' ? { kind: 'download', from: ['d'] } : state.dataset,
    producer: {
      ...producer,
      status: withShortFailure(producer.status),
      source: producer.source && { ...producer.source, name: 'f' },
      rejectSamples: [],
    },
    consumer: { ...consumer, status: withShortFailure(consumer.status) },
    download: 'source' in download ? { ...withShortFailure(download), source: 's' } : download,
    exports: {
      ...exports,
      snapshot: exports.snapshot && { ...exports.snapshot, directory: '/s' },
    },
    hdfs: hdfs && { ...hdfs, url: 'http://h' },
    spark: spark && withShortSpark(spark),
    notices: notices.map((notice) => ({ ...notice, text: 'ok' })),
    analytics: analytics && { ...analytics, view: withShortNames(analytics.view) },
    topic: topic && {
      ...topic,
      partitions: topic.partitions.map((fact) => ({ ...fact, owner: fact.owner && 'm' })),
    },
  };
}

function withShortSpark(spark: NonNullable<ConsoleState['spark']>): ConsoleState['spark'] {
  const { run, application, unreachable, status } = spark;
  const short = 'logFile' in run ? { ...run, output: '/o', logFile: '/l', url: null } : run;
  const worker = (one: SparkStatus['workers'][number]) => ({ ...one, name: 'w' });
  return {
    ...spark,
    url: 'http://s',
    status: status && { ...status, url: 's', workers: status.workers.map(worker), finished: [] },
    application: application && { ...application, failures: [], url: 'http://d' },
    unreachable: unreachable && withShortFailure(unreachable),
    run: withShortFailure('started' in short ? { ...short, started: null } : short),
  };
}

function withShortNames(view: AnalyticsView): AnalyticsView {
  const named = <Item extends { readonly name: string }>(items: readonly Item[]) =>
    items.map((item, index) => ({ ...item, name: `n${index}` }));
  return {
    ...view,
    genres: named(view.genres),
    artists: named(view.artists),
    artistNames: named(view.artistNames),
  };
}

function withShortFailure<Status extends object>(status: Status): Status {
  return 'failure' in status
    ? { ...status, failure: { code: 'BROKER_UNREACHABLE', message: 'no', hint: null } }
    : status;
}
