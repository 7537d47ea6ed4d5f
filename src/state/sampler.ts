import { Throughput } from '../domain/throughput.ts';
import type { Clock } from '../services/ports.ts';
import type { ConsoleStore } from './store.ts';

const WINDOW_MS = 5_000;

export type Sampler = { readonly sample: () => void };

/** Turns growing totals into rates: one `metrics/sampled` for each call of `sample`. */
export function createSampler(deps: {
  readonly store: Pick<ConsoleStore, 'getState' | 'dispatch'>;
  readonly clock: Clock;
}): Sampler {
  const acknowledged = new Throughput(WINDOW_MS);
  const sourceBytes = new Throughput(WINDOW_MS);
  const counted = new Throughput(WINDOW_MS);
  return {
    sample() {
      const at = deps.clock.now();
      const { producer, consumer } = deps.store.getState();
      acknowledged.record(producer.publishedNow, at);
      sourceBytes.record(producer.byte - producer.resumedAtByte, at);
      counted.record(consumer.countedNow, at);
      deps.store.dispatch({
        type: 'metrics/sampled',
        acknowledgedPerSecond: acknowledged.perSecond,
        sourceBytesPerSecond: sourceBytes.perSecond,
        countedPerSecond: counted.perSecond,
        at,
      });
    },
  };
}
