import { ConsoleError } from '../../domain/errors.ts';
import { type FollowingMirror, startMirror } from '../../engine/mirror.ts';
import type { Mirror, MirrorView, SendCommand } from '../../engine/mirror-view.ts';
import { systemClock } from '../../services/clock.ts';
import { systemTimers } from '../../services/timers.ts';
import { initialState } from '../../state/store.ts';
import type { AttachAgain, AttachedEngine } from '../engine/attach-engine.ts';

/** An engine that a screen shows from its first moment on, still being looked for or not. */
export type FollowedEngine = {
  readonly mirror: Mirror;
  /** Answers once what was done is on show, or its events are late. */
  readonly send: SendCommand;
  /** Whether the engine that is followed now was started by this screen. */
  isStartedHere(): boolean;
  /** Starts one where there is none any more; it is followed by itself. */
  startAgain(): Promise<void>;
  close(): void;
};

/**
 * Until the engine is found its mirror says so; what is sent to it meanwhile is refused.
 *
 * @param attaching - finds or starts the first one
 * @param attachAgain - does so once more
 * @param mayStart - whether they may start one
 */
export function followEngine(
  attaching: Promise<AttachedEngine>,
  attachAgain: AttachAgain,
  mayStart: boolean,
): FollowedEngine {
  const listeners = new Set<() => void>();
  const before: MirrorView = {
    link: { name: 'connecting', since: systemClock.now() },
    engine: null,
    mayStart,
    state: initialState,
  };
  /** Another screen may start one too: only of ours it is known that nobody else relies on it. */
  const startedHere = new Set<string>();
  let client: AttachedEngine['client'] | undefined;
  let mirror: FollowingMirror | undefined;
  let isClosed = false;
  const getView = () => mirror?.getView() ?? before;

  function note({ startedEngine }: AttachedEngine): void {
    if (startedEngine !== null) startedHere.add(startedEngine);
  }

  attaching.then(
    (attached) => {
      if (isClosed) return;
      note(attached);
      client = attached.client;
      mirror = startMirror({ client, clock: systemClock, timers: systemTimers, mayStart });
      mirror.subscribe(() => {
        for (const listener of listeners) listener();
      });
    },
    () => {
      // Told by whoever asked for it.
    },
  );
  return {
    mirror: {
      getView,
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    async send(name, input) {
      if (client === undefined) throw notYetAttached();
      const { engine, sequence, result } = await client.send(name, input);
      await mirror?.reached(engine, sequence);
      return result;
    },
    isStartedHere: () => startedHere.has(getView().engine?.id ?? ''),
    startAgain: () => attachAgain(getView().engine).then(note),
    close() {
      isClosed = true;
      listeners.clear();
      mirror?.close();
    },
  };
}

function notYetAttached(): ConsoleError {
  return new ConsoleError('ENGINE_UNREACHABLE', 'The engine is not there yet', {
    hint: 'Press the key again once the header no longer says connecting.',
  });
}
