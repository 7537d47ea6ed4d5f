import type { ConsoleEvent, DatasetPlace } from '../events.ts';

/** Where an ingestion would take the tracks from; `null` before that was looked for. */
export type DatasetSlice = DatasetPlace | null;

export function datasetReducer(slice: DatasetSlice, event: ConsoleEvent): DatasetSlice {
  return event.type === 'dataset/located' ? event.place : slice;
}
