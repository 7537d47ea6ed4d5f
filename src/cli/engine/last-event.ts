import type { EngineClient, EngineMessage } from '../../engine/client.ts';
import { type EngineGreeting, PROTOCOL_VERSION } from '../../engine/protocol.ts';
import type { Failure } from '../../state/events.ts';

type LastWords = Disposable & {
  /** Once the engine has ended: what is not saved; `null` when everything is, or it did not say. */
  readonly failure: Promise<Failure | null>;
};

/** From here on nothing is missed that an engine says before it ends; one of another version says nothing. */
export async function listenForLastWords(found: {
  readonly client: Pick<EngineClient, 'events'>;
  readonly greeting: EngineGreeting;
}): Promise<LastWords> {
  const end = new AbortController();
  const stop = () => end.abort();
  if (found.greeting.protocol !== PROTOCOL_VERSION) {
    return { failure: Promise.resolve(null), [Symbol.dispose]: stop };
  }
  const messages = found.client.events(end.signal)[Symbol.asyncIterator]();
  // The greeting; one that is about to end may not greet any more.
  await messages.next().catch(() => {});
  return { failure: failureAtEnd(messages), [Symbol.dispose]: stop };
}

async function failureAtEnd(messages: AsyncIterator<EngineMessage>): Promise<Failure | null> {
  let failure: Failure | null = null;
  try {
    for (;;) {
      const { value: message, done } = await messages.next();
      if (done) return failure;
      if (message.type === 'event' && message.event.type === 'engine/ended') {
        failure = message.event.failure;
      }
    }
  } catch {
    return failure;
  }
}
