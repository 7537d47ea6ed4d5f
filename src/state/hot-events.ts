import type { ConsoleEvent } from './events.ts';
import { MAX_REJECT_SAMPLES } from './slices/producer.ts';
import { addCounts } from './slices/reject-reasons.ts';

type EventOf<Type extends ConsoleEvent['type']> = Extract<ConsoleEvent, { readonly type: Type }>;

/**
 * Events that come by the hundred a second, put together until they are wanted.
 *
 * What `drain` returns leads to exactly the state that the single events lead to, in fewer steps:
 * sums for what adds up, the newest for what replaces. Memory: one event for each kind and, of
 * counted batches, for each partition.
 */
export class HotEvents {
  #sent: EventOf<'ingest/batch-sent'> | undefined;
  #committed: EventOf<'ingest/committed'> | undefined;
  #rejected: EventOf<'ingest/rows-rejected'> | undefined;
  #progressed: EventOf<'download/progressed'> | undefined;
  readonly #counted = new Map<number, EventOf<'consumer/batch-counted'>>();
  #saved: EventOf<'consumer/saved'> | undefined;
  #caughtUp: EventOf<'consumer/caught-up'> | undefined;

  /** Returns false for an event that must not wait; it is not taken then. */
  add(event: ConsoleEvent): boolean {
    switch (event.type) {
      case 'ingest/batch-sent':
        this.#sent = { ...event, rows: event.rows + (this.#sent?.rows ?? 0) };
        return true;
      case 'ingest/committed':
        this.#committed = { ...event, batches: event.batches + (this.#committed?.batches ?? 0) };
        // A commit leaves nothing in flight: only what is sent after it counts.
        this.#sent = undefined;
        return true;
      case 'ingest/rows-rejected':
        this.#rejected = mergedRejects(this.#rejected, event);
        return true;
      case 'download/progressed':
        this.#progressed = event;
        return true;
      case 'consumer/batch-counted':
        this.#counted.set(event.reading.partition, this.#mergedCount(event));
        this.#caughtUp = undefined;
        return true;
      case 'consumer/saved':
        this.#saved = event;
        return true;
      case 'consumer/caught-up':
        // Caught up since the first time that nothing was counted after.
        this.#caughtUp ??= event;
        return true;
      default:
        return false;
    }
  }

  /** Everything that waits, in the order it must be applied in; nothing waits afterwards. */
  drain(): readonly ConsoleEvent[] {
    const merged = [
      this.#progressed,
      this.#committed,
      this.#sent,
      this.#rejected,
      ...this.#counted.values(),
      this.#saved,
      this.#caughtUp,
    ].filter((event) => event !== undefined);
    this.#progressed = this.#committed = this.#sent = this.#rejected = undefined;
    this.#saved = this.#caughtUp = undefined;
    this.#counted.clear();
    return merged;
  }

  #mergedCount(event: EventOf<'consumer/batch-counted'>): EventOf<'consumer/batch-counted'> {
    const earlier = this.#counted.get(event.reading.partition);
    if (earlier === undefined) return event;
    return {
      ...event,
      records: earlier.records + event.records,
      newestRecordAt: Math.max(earlier.newestRecordAt, event.newestRecordAt),
    };
  }
}

function mergedRejects(
  earlier: EventOf<'ingest/rows-rejected'> | undefined,
  event: EventOf<'ingest/rows-rejected'>,
): EventOf<'ingest/rows-rejected'> {
  if (earlier === undefined) return event;
  return {
    ...event,
    reasons: addCounts(earlier.reasons, event.reasons),
    newest: [...earlier.newest, ...event.newest].slice(-MAX_REJECT_SAMPLES),
  };
}
