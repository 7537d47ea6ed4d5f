import { inject } from 'vitest';
import type { SharedKafka } from './global-setup.ts';

/** Whether this machine can run a broker; if not, the tests that need one are skipped. */
export const hasKafka = inject('kafka') !== null;

export function sharedKafka(): SharedKafka {
  const kafka = inject('kafka');
  if (kafka === null) throw new Error('No Kafka on this machine');
  return kafka;
}
