import { ConsoleError } from '../../../domain/errors.ts';
import { isMissingCoordinator } from './kafka-errors.ts';

/**
 * Why no coordinator was found. kafkajs says only that it found none, also where Kafka refuses to
 * name it to this user; whoever waited for that to pass would wait for ever.
 *
 * @param ask - asks for the coordinator with the other client, which says why it is refused
 * @returns the refusal, or what was thrown
 */
export async function whyNoCoordinator(
  thrown: unknown,
  ask: () => Promise<unknown>,
): Promise<unknown> {
  if (!isMissingCoordinator(thrown)) return thrown;
  try {
    await ask();
    return thrown;
  } catch (error) {
    return error instanceof ConsoleError && error.code === 'BROKER_REFUSED' ? error : thrown;
  }
}
