import { setImmediate } from 'node:timers/promises';
import { reach } from '../../checkpoints.ts';
import type { ConsumerDelivery, ConsumerOptions, RecordConsumer } from '../../ports.ts';
import type { BatchTable } from './batch-table.ts';
import { type GroupCoordinator, memberFenced } from './group-coordinator.ts';
import type { GroupOffsets } from './group-offsets.ts';
import type { LogFile } from './log-file.ts';
import { joinGroup } from './membership.ts';
import { createPartitionFeed } from './partition-feed.ts';
import type { Retention } from './retention.ts';
import type { TopicCatalog } from './topic-catalog.ts';
import { createWakeUp } from './wake-up.ts';

const DEFAULTS = { sessionTimeoutMs: 10_000, idleMs: 100, maxBatchRecords: 1000 };
const MAX_HEARTBEAT_INTERVAL_MS = 3_000;
const HEARTBEATS_PER_SESSION = 4;
/** How long a commit of another process stays unseen at most. Shorter sleeps cost an idle member over 1 % of a core. */
const POLL_INTERVAL_MS = 50;

export type ConsumerDependencies = {
  readonly log: LogFile;
  readonly catalog: TopicCatalog;
  readonly batches: BatchTable;
  readonly offsets: GroupOffsets;
  readonly coordinator: GroupCoordinator;
  readonly retention: Retention;
  /** Aborted when the broker is closed; the member leaves at once. */
  readonly closing: AbortSignal;
};

export function createEmbeddedConsumer(
  deps: ConsumerDependencies,
  options: ConsumerOptions,
): RecordConsumer {
  const wakeUp = createWakeUp();
  let isPaused = false;
  let session: Session | undefined;

  function startSession(): Session {
    if (session !== undefined) throw new Error('The consumer is consuming already');
    session = openSession(deps, options);
    return session;
  }

  /** Should leaving fail, the session expires by itself. */
  function endSession(): void {
    try {
      session?.leave();
    } catch {
      // The failure that matters is the one that ended the consuming.
    } finally {
      session = undefined;
    }
  }

  async function* consume(signal: AbortSignal): AsyncGenerator<ConsumerDelivery> {
    const stop = AbortSignal.any([signal, deps.closing]);
    if (stop.aborted) return;
    const { next } = startSession();
    const stopListening = deps.log.onCommit(wakeUp.wake);
    stop.addEventListener('abort', wakeUp.wake);
    deps.closing.addEventListener('abort', endSession);
    try {
      while (!stop.aborted) {
        const delivery = next({ isPaused });
        if (delivery === undefined) {
          await wakeUp.sleep(POLL_INTERVAL_MS);
        } else {
          yield delivery;
          // Reading never waits; this gives heartbeats, keys and signals their turn.
          await setImmediate();
        }
      }
    } finally {
      stopListening();
      stop.removeEventListener('abort', wakeUp.wake);
      deps.closing.removeEventListener('abort', endSession);
      endSession();
    }
  }

  return {
    consume,
    seek: (partition, offset) => session?.seek(partition, offset),
    commit: async (offsets) => {
      const [partition] = offsets.keys();
      if (partition === undefined) return;
      if (session === undefined) throw memberFenced(options.groupId, options.topic, partition);
      session.commit(offsets);
      reach('after-offset-commit');
    },
    pause: () => {
      isPaused = true;
    },
    resume: () => {
      isPaused = false;
      wakeUp.wake();
    },
  };
}

type Session = ReturnType<typeof openSession>;

function openSession(deps: ConsumerDependencies, options: ConsumerOptions) {
  const { log, catalog, retention } = deps;
  const settings = { ...DEFAULTS, ...options, topic: catalog.require(options.topic) };
  const heartbeatIntervalMs =
    options.heartbeatIntervalMs ??
    Math.min(MAX_HEARTBEAT_INTERVAL_MS, settings.sessionTimeoutMs / HEARTBEATS_PER_SESSION);
  const membership = joinGroup({ ...deps, log }, { ...settings, heartbeatIntervalMs });
  const feed = createPartitionFeed(deps, settings);

  return {
    next: (state: { readonly isPaused: boolean }): ConsumerDelivery | undefined => {
      retention.enforceWhenDue();
      const change = membership.nextChange();
      if (change === undefined) return feed.next(membership.partitions(), state);
      if (change.type === 'assigned') feed.add(change.partitions);
      else feed.remove(change.partitions);
      return change;
    },
    seek: feed.seek,
    commit: membership.commit,
    leave: membership.leave,
  };
}
