import { ConsoleError } from '../../domain/errors.ts';
import { startMirror } from '../../engine/mirror.ts';
import type { Mirror, MirrorView, SendCommand } from '../../engine/mirror-view.ts';
import { systemClock } from '../../services/clock.ts';
import { systemTimers } from '../../services/timers.ts';
import { initialState } from '../../state/store.ts';
import type { AttachedEngine } from '../engine/attach-engine.ts';

/** An engine that a screen shows from its first moment on, still being looked for or not. */
export type FollowedEngine = {
  readonly mirror: Mirror;
  readonly send: SendCommand;
  isStartedHere(): boolean;
  close(): void;
};

/** Until the engine is found its mirror says so; what is sent to it meanwhile is refused. */
export function followEngine(attaching: Promise<AttachedEngine>): FollowedEngine {
  const listeners = new Set<() => void>();
  const before: MirrorView = {
    link: { name: 'connecting', since: systemClock.now() },
    engine: null,
    state: initialState,
  };
  let attached: AttachedEngine | undefined;
  let mirror: ReturnType<typeof startMirror> | undefined;
  let isClosed = false;
  attaching.then(
    (engine) => {
      if (isClosed) return;
      attached = engine;
      mirror = startMirror({ client: engine.client, clock: systemClock, timers: systemTimers });
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
      getView: () => mirror?.getView() ?? before,
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    async send(name, input) {
      if (attached === undefined) throw notYetAttached();
      return attached.client.send(name, input);
    },
    isStartedHere: () => attached?.startedByUs ?? false,
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
