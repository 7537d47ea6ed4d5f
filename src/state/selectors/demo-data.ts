import type { ConsoleState } from '../store.ts';

/** Whether any of what is published, counted or exported is generated. */
export function selectIsDemo({
  producer,
  exports,
}: Pick<ConsoleState, 'producer' | 'exports'>): boolean {
  return producer.source?.isDemo === true || producer.ledger?.isDemo === true || exports.isDemo;
}
