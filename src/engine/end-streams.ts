import type { ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';

/** How long a reader may take to get the last of a stream. */
const LAST_BYTES_MS = 250;

/**
 * Ends answers that would go on for ever, and waits a moment until they are read: a server that closes
 * cuts off what is not.
 */
export async function endStreams(streams: Iterable<ServerResponse>): Promise<void> {
  const patience = new AbortController();
  const waited = setTimeout(LAST_BYTES_MS, undefined, { signal: patience.signal });
  const ended = Array.from(streams, (stream) => finished(stream.end()));
  await Promise.race([Promise.allSettled(ended), waited]);
  patience.abort();
  await waited.catch(() => {});
}
