import type { ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';

/**
 * How often, and after how long each time, a reader may not have got the last of a stream. A process
 * that was held up itself finds one of these times over, not all, and reads and writes in between.
 */
const LAST_BYTES_LOOKS = 8;
const LAST_BYTES_LOOK_MS = 250;

/**
 * Ends answers that would go on for ever, and waits a moment until they are read: a server that closes
 * cuts off what is not.
 */
export async function endStreams(streams: Iterable<ServerResponse>): Promise<void> {
  const patience = new AbortController();
  const waited = waitForReaders(patience.signal);
  const ended = Array.from(streams, (stream) => finished(stream.end()));
  await Promise.race([Promise.allSettled(ended), waited]);
  patience.abort();
  await waited.catch(() => {});
}

async function waitForReaders(signal: AbortSignal): Promise<void> {
  for (let look = 1; look <= LAST_BYTES_LOOKS; look += 1) {
    await setTimeout(LAST_BYTES_LOOK_MS, undefined, { signal });
  }
}
