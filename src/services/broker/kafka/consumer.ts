import type { ConsumerDelivery, ConsumerOptions, RecordConsumer } from '../../ports.ts';
import { memberFenced } from './member-fenced.ts';
import { MemberSession, type SessionDependencies } from './member-session.ts';
import { topicMissing } from './topic-admin.ts';

const DEFAULTS = { sessionTimeoutMs: 10_000, idleMs: 100, maxBatchRecords: 1000 };
/** How soon a member notices a rebalance at the latest. */
const MAX_HEARTBEAT_INTERVAL_MS = 500;
const HEARTBEATS_PER_SESSION = 4;

export type ConsumerDependencies = {
  /** What one session works with; its waits end when `stop` aborts. */
  readonly sessionDeps: (stop: AbortSignal) => SessionDependencies;
  /** Aborted when the broker is closed; the member leaves at once. */
  readonly closing: AbortSignal;
  /** Who closes the broker waits for what is registered here. */
  readonly leaving: Set<Promise<void>>;
};

export function createKafkaConsumer(
  deps: ConsumerDependencies,
  options: ConsumerOptions,
): RecordConsumer {
  let session: MemberSession | undefined;
  let isPaused = false;

  async function openSession(stop: AbortSignal): Promise<MemberSession> {
    if (session !== undefined) throw new Error('The consumer is consuming already');
    const sessionDeps = deps.sessionDeps(stop);
    const described = await sessionDeps.topics.describe(options.topic);
    if (described === undefined) throw topicMissing(options.topic);
    const settings = { ...DEFAULTS, ...options, topicId: described.topicId };
    const heartbeatIntervalMs =
      options.heartbeatIntervalMs ??
      Math.min(MAX_HEARTBEAT_INTERVAL_MS, settings.sessionTimeoutMs / HEARTBEATS_PER_SESSION);
    session = new MemberSession(sessionDeps, { ...settings, heartbeatIntervalMs });
    session.setPaused(isPaused);
    session.start();
    return session;
  }

  async function leave(): Promise<void> {
    const leaving = session?.leave() ?? Promise.resolve();
    session = undefined;
    deps.leaving.add(leaving);
    await leaving.finally(() => deps.leaving.delete(leaving));
  }

  async function* consume(signal: AbortSignal): AsyncGenerator<ConsumerDelivery> {
    const stop = new AbortController();
    const stopped = AbortSignal.any([signal, deps.closing, stop.signal]);
    if (stopped.aborted) return;
    // The caller may never ask again, as when it closes the broker first.
    const leaveAtOnce = () => void leave();
    deps.closing.addEventListener('abort', leaveAtOnce);
    try {
      const opened = await openSession(stopped);
      for (;;) {
        const delivery = await opened.next();
        if (delivery === undefined) return;
        yield delivery;
      }
    } catch (error) {
      if (!stopped.aborted) throw error;
    } finally {
      stop.abort();
      deps.closing.removeEventListener('abort', leaveAtOnce);
      await leave();
    }
  }

  return {
    consume,
    seek: (partition, offset) => session?.seek(partition, offset),
    commit: async (offsets) => {
      const [partition] = offsets.keys();
      if (partition === undefined) return;
      if (session === undefined) throw memberFenced(options.groupId, options.topic, partition);
      await session.commit(offsets);
    },
    pause: () => {
      isPaused = true;
      session?.setPaused(true);
    },
    resume: () => {
      isPaused = false;
      session?.setPaused(false);
    },
  };
}
