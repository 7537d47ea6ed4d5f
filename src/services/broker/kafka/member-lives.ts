import type { ConsoleError } from '../../../domain/errors.ts';
import type { GroupClient } from './group-client.ts';
import type { Outage } from './outage.ts';

type LivesDependencies = {
  /** A client that has not joined yet, in place of the one that was lost. */
  readonly openClient: () => GroupClient;
  readonly explain: (thrown: unknown) => Promise<ConsoleError>;
  readonly outage: Outage;
  readonly stop: AbortSignal;
};

/**
 * One kafkajs consumer after the other, as long as they are lost to a broker that is away; returns
 * when the consuming was stopped.
 *
 * @throws what ended the last one
 */
export async function liveAsMember(deps: LivesDependencies): Promise<void> {
  const { openClient, explain, outage, stop } = deps;
  while (!stop.aborted) {
    const client = openClient();
    const failure = await explain(await client.run());
    if (stop.aborted) return;
    await client.stop();
    if (!failure.isRetryable) throw failure;
    await outage.wait(failure);
  }
}
