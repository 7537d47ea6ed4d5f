import { type ConsoleError, type ErrorCode, toConsoleError } from '../../domain/errors.ts';
import { sleep } from '../../services/clock.ts';
import type { Broker } from '../../services/ports.ts';
import { describeFailure } from '../../state/commands/failure.ts';
import { withRetries } from '../../state/commands/retry.ts';
import { type Consuming, openConsuming } from '../consuming.ts';
import { consumerBatchSize, openTopics } from '../open-pipeline.ts';
import type { Session } from '../session.ts';

/** The consuming half of an engine, which begins again whatever ends it. */
export type Consumption = {
  /** `undefined` while there is none. */
  current(): Consuming | undefined;
  /** Until the signal aborts. @throws what stands in the way of beginning at all, or of a regular end */
  run(broker: Broker, signal: AbortSignal): Promise<void>;
};

/** Beside what may pass by itself: others may put these right while an engine waits. */
const WAITED_OUT: ReadonlySet<ErrorCode> = new Set([
  'TOPIC_MISSING',
  'TOPIC_NOT_CREATED',
  'DISK_FULL',
  'FILE_FAILED',
]);

export function createConsumption(session: Session): Consumption {
  const { config, clock, store, dispatch } = session;
  let current: Consuming | undefined;
  /** Once it has begun nothing that the configuration says can be wrong. */
  let hasBegun = false;

  /** The next save tries again, and tells the operator. */
  function logFailure(thrown: unknown): void {
    const { code, message } = toConsoleError(thrown);
    session.logger.log('warn', 'exports/not-saved', { code, message });
  }

  async function consumeOnce(broker: Broker, signal: AbortSignal): Promise<void> {
    const topic = await openTopics(session, broker);
    const consuming = await openConsuming(session, broker, topic);
    if (store.getState().consumer.pausedSince !== null) consuming.consumer.pause();
    current = consuming;
    hasBegun = true;
    try {
      // What was counted earlier is there to be seen before the group is joined.
      await consuming.analyticsLook(signal);
      await consuming.saveEarlierExports().catch(logFailure);
      await consuming.consume({ batchSize: consumerBatchSize(config, true) }, signal);
    } finally {
      current = undefined;
      await consuming.close();
    }
  }

  async function run(broker: Broker, signal: AbortSignal): Promise<void> {
    /** Of the last save, say: there is no other attempt to hide it behind. */
    let lastFailure: ConsoleError | undefined;
    const consumeUntilEnd = async () => {
      try {
        await consumeOnce(broker, signal);
      } catch (error) {
        if (!signal.aborted) throw error;
        lastFailure = toConsoleError(error);
      }
    };
    await withRetries(
      consumeUntilEnd,
      {
        isWorthIt: ({ failure }) => hasBegun || failure.isRetryable || WAITED_OUT.has(failure.code),
        onRetry: ({ failure: thrown, attempt, delayMs }) => {
          const failure = describeFailure(thrown);
          dispatch({ type: 'consumer/retrying', failure, attempt, delayMs, at: clock.now() });
        },
      },
      { clock, sleep },
      signal,
    );
    if (lastFailure !== undefined && lastFailure.code !== 'INTERRUPTED') throw lastFailure;
  }

  return { current: () => current, run };
}
