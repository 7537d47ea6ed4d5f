import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ConsoleEvent, Dispatch } from './events.ts';
import { type AnalyticsSlice, analyticsReducer } from './slices/analytics.ts';
import { type ConsumerSlice, consumerReducer, initialConsumer } from './slices/consumer.ts';
import { type DatasetSlice, datasetReducer } from './slices/dataset.ts';
import { type DiskSlice, diskReducer } from './slices/disk.ts';
import { type DownloadSlice, downloadReducer, initialDownload } from './slices/download.ts';
import { type ExportsSlice, exportsReducer, initialExports } from './slices/exports.ts';
import { type HdfsSlice, hdfsReducer } from './slices/hdfs.ts';
import { initialLife, type LifeSlice, lifeReducer } from './slices/life.ts';
import { initialMetrics, type MetricsSlice, metricsReducer } from './slices/metrics.ts';
import { type NoticesSlice, noticesReducer } from './slices/notices.ts';
import { type PipelineSlice, pipelineReducer } from './slices/pipeline.ts';
import { initialProducer, type ProducerSlice, producerReducer } from './slices/producer.ts';
import { type SparkSlice, sparkReducer } from './slices/spark.ts';
import { type TopicSlice, topicReducer } from './slices/topic.ts';
import { type WatchersSlice, watchersReducer } from './slices/watchers.ts';

export type ConsoleState = {
  readonly life: LifeSlice;
  readonly watchers: WatchersSlice;
  readonly pipeline: PipelineSlice;
  readonly dataset: DatasetSlice;
  readonly download: DownloadSlice;
  readonly producer: ProducerSlice;
  readonly consumer: ConsumerSlice;
  readonly topic: TopicSlice;
  readonly analytics: AnalyticsSlice;
  readonly exports: ExportsSlice;
  readonly hdfs: HdfsSlice;
  readonly spark: SparkSlice;
  readonly metrics: MetricsSlice;
  readonly disk: DiskSlice;
  readonly notices: NoticesSlice;
};

export const initialState: ConsoleState = {
  life: initialLife,
  watchers: 0,
  pipeline: null,
  dataset: null,
  download: initialDownload,
  producer: initialProducer,
  consumer: initialConsumer,
  topic: null,
  analytics: null,
  exports: initialExports,
  hdfs: null,
  spark: null,
  metrics: initialMetrics,
  disk: null,
  notices: [],
};

/** The state after an event: the same reference when the event changes nothing, slice by slice too. */
export function reduce(state: ConsoleState, event: ConsoleEvent): ConsoleState {
  const next: ConsoleState = {
    life: lifeReducer(state.life, event),
    watchers: watchersReducer(state.watchers, event),
    pipeline: pipelineReducer(state.pipeline, event),
    dataset: datasetReducer(state.dataset, event),
    download: downloadReducer(state.download, event),
    producer: producerReducer(state.producer, event),
    consumer: consumerReducer(state.consumer, event),
    topic: topicReducer(state.topic, event),
    analytics: analyticsReducer(state.analytics, event),
    exports: exportsReducer(state.exports, event),
    hdfs: hdfsReducer(state.hdfs, event),
    spark: sparkReducer(state.spark, event),
    metrics: metricsReducer(state.metrics, event),
    disk: diskReducer(state.disk, event),
    notices: noticesReducer(state.notices, event),
  };
  const slices = Object.keys(next) as (keyof ConsoleState)[];
  return slices.every((slice) => next[slice] === state[slice]) ? state : next;
}

export type ConsoleStore = Pick<StoreApi<ConsoleState>, 'getState' | 'subscribe'> & {
  readonly dispatch: Dispatch;
};

export function createConsoleStore(): ConsoleStore {
  const store = createStore<ConsoleState>(() => initialState);
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    dispatch: (event) => store.setState((state) => reduce(state, event), true),
  };
}
