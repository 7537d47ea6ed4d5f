import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ConsoleEvent, Dispatch } from './events.ts';
import { type ConsumerSlice, consumerReducer, initialConsumer } from './slices/consumer.ts';
import { type DownloadSlice, downloadReducer, initialDownload } from './slices/download.ts';
import { type ExportsSlice, exportsReducer, initialExports } from './slices/exports.ts';
import { initialMetrics, type MetricsSlice, metricsReducer } from './slices/metrics.ts';
import { type NoticesSlice, noticesReducer } from './slices/notices.ts';
import { type PipelineSlice, pipelineReducer } from './slices/pipeline.ts';
import { initialProducer, type ProducerSlice, producerReducer } from './slices/producer.ts';

export type ConsoleState = {
  readonly pipeline: PipelineSlice;
  readonly download: DownloadSlice;
  readonly producer: ProducerSlice;
  readonly consumer: ConsumerSlice;
  readonly exports: ExportsSlice;
  readonly metrics: MetricsSlice;
  readonly notices: NoticesSlice;
};

export const initialState: ConsoleState = {
  pipeline: null,
  download: initialDownload,
  producer: initialProducer,
  consumer: initialConsumer,
  exports: initialExports,
  metrics: initialMetrics,
  notices: [],
};

/** The state after an event; slices that the event does not touch keep their reference. */
export function reduce(state: ConsoleState, event: ConsoleEvent): ConsoleState {
  return {
    pipeline: pipelineReducer(state.pipeline, event),
    download: downloadReducer(state.download, event),
    producer: producerReducer(state.producer, event),
    consumer: consumerReducer(state.consumer, event),
    exports: exportsReducer(state.exports, event),
    metrics: metricsReducer(state.metrics, event),
    notices: noticesReducer(state.notices, event),
  };
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
