import { Throughput } from '../domain/throughput.ts';
import type { Clock } from '../services/ports.ts';
import { selectIsAtRest } from './selectors/at-rest.ts';
import { isPublishing } from './selectors/engine-work.ts';
import type { ConsoleState, ConsoleStore } from './store.ts';

const WINDOW_MS = 5_000;

export type Sampler = { readonly sample: () => void };

/**
 * Turns growing totals into rates: one `metrics/sampled` for each call of `sample`. What stands
 * still by a word of its own has no rate, whatever it did in the seconds before.
 */
export function createSampler(deps: {
  readonly store: Pick<ConsoleStore, 'getState' | 'dispatch'>;
  readonly clock: Clock;
}): Sampler {
  const acknowledged = new Throughput(WINDOW_MS);
  const sourceBytes = new Throughput(WINDOW_MS);
  const counted = new Throughput(WINDOW_MS);
  let limit: number | null = null;

  /** What it published before says nothing of how fast it is now. */
  function startAnew({ rowsPerSecondLimit, ...producer }: ConsoleState['producer']): void {
    if (!isPublishing(producer)) {
      acknowledged.clear();
      sourceBytes.clear();
    } else if (rowsPerSecondLimit !== limit) {
      acknowledged.restart();
      sourceBytes.restart();
    }
    limit = rowsPerSecondLimit;
  }

  return {
    sample() {
      const at = deps.clock.now();
      const state = deps.store.getState();
      const { producer, consumer } = state;
      startAnew(producer);
      if (isConsumerStill(consumer) || selectIsAtRest(state, at)) counted.clear();
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

function isConsumerStill({ status, pausedSince }: ConsoleState['consumer']): boolean {
  return pausedSince !== null || ['retrying', 'left', 'failed'].includes(status.name);
}
