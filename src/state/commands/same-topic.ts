import { ConsoleError } from '../../domain/errors.ts';
import type { Ledger } from '../../domain/ledger.ts';
import type { Broker } from '../../services/ports.ts';

/**
 * That an ingest still publishes to the topic it began with: another one of the same name does not
 * hold what the ledger says is acknowledged. Between this and a commit the topic can be deleted, as
 * it can be after it; the next commit then finds out.
 *
 * @throws {ConsoleError} `TOPIC_MISSING`
 */
export async function requireSameTopic(
  broker: Pick<Broker, 'describeTopic'>,
  { topic, topicId }: Pick<Ledger, 'topic' | 'topicId'>,
): Promise<void> {
  const found = await broker.describeTopic(topic);
  if (found?.topicId === topicId) return;
  const what = found === undefined ? 'deleted' : 'deleted and made again';
  throw new ConsoleError('TOPIC_MISSING', `Topic ${topic} was ${what} while it was published to`, {
    hint: 'Start the ingestion again: it begins anew at the first row.',
    context: { topic, topicId },
  });
}
