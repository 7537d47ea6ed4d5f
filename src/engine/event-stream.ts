import type { ServerResponse } from 'node:http';
import type { NumberedEvent } from '../state/event-feed.ts';
import type { Hello } from './protocol.ts';

/** Beyond this much unread text a screen gets no more events until it has read what it has. */
export const MAX_UNREAD_BYTES = 1_048_576;

/** A silent engine is told from a dead one by its greeting. */
const GREETING_MS = 5_000;

type EventStreamOptions = {
  readonly hello: () => Hello;
  readonly subscribe: (listener: (event: NumberedEvent) => void) => () => void;
};

/**
 * Sends server-sent events until the other side or the server closes: a `hello` first and every
 * five seconds, then every event with its number as `id`. What a slow reader does not take is left
 * out, never kept: it learns so from the next number or the greeting after it has caught up.
 */
export function streamEvents(response: ServerResponse, options: EventStreamOptions): void {
  let isBehind = false;
  const write = (message: string): void => {
    if (isBehind) return;
    response.write(message);
    isBehind = response.writableLength > MAX_UNREAD_BYTES;
  };
  const greet = () => write(`event: hello\ndata: ${JSON.stringify(options.hello())}\n\n`);

  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  greet();
  const unsubscribe = options.subscribe(({ sequence, event }) => {
    // Spared for a reader that would not get it.
    if (!isBehind) write(`id: ${sequence}\ndata: ${JSON.stringify(event)}\n\n`);
  });
  const greeting = setInterval(greet, GREETING_MS);
  response.on('drain', () => {
    if (!isBehind) return;
    isBehind = false;
    greet();
  });
  // The other side may vanish in the middle of a write; `close` follows.
  response.on('error', () => {});
  response.on('close', () => {
    clearInterval(greeting);
    unsubscribe();
  });
}
