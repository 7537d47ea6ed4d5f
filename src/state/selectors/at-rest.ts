import type { ConsoleState } from '../store.ts';
import { areRowsComing } from './engine-work.ts';

/** Between two batches of a slow ingest a consumer has caught up too: at rest it has had nothing for longer. */
const REST_MS = 1_000;

/** Whether all is counted and nothing more is on its way: rates of the seconds before tell of what is over. */
export function selectIsAtRest(
  { producer, consumer }: Pick<ConsoleState, 'producer' | 'consumer'>,
  now: number,
): boolean {
  const { status } = consumer;
  if (status.name !== 'caught-up' || now - status.since < REST_MS) return false;
  return !areRowsComing(producer);
}
