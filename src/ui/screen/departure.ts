import type { Mirror, MirrorView, SendCommand } from '../../engine/mirror-view.ts';
import type { Failure } from '../../state/events.ts';
import { SNAPSHOT_WORK, selectWork } from '../../state/selectors/engine-work.ts';
import type { PerformAction } from './perform-action.ts';
import type { StartTimer } from './sampled-mirror.ts';
import type { Dialog } from './screen-state.ts';

/** How the screen was left, for the line on the terminal afterwards. */
export type Departure =
  /** In order; `failure` names what is not saved, `null` when everything is. */
  | { readonly engine: 'stopped'; readonly failure: Failure | null }
  /** Told to stop, and gone without a last word: killed, or crashed. */
  | { readonly engine: 'gone'; readonly pid: number }
  | { readonly engine: 'goes-on' | 'stopping'; readonly pid: number }
  /** It is there as far as is known, and says nothing. */
  | { readonly engine: 'silent'; readonly pid: number }
  /** There is none. */
  | { readonly engine: 'unreachable' };

export type Departures = {
  /**
   * `q`: asks while the engine is at work, else leaves; stops an idle engine started from here, not
   * without a question where others watch it.
   */
  request(): void;
  /** Ctrl+C: the same, and the second one within two seconds leaves at once. */
  interrupt(): void;
  detach(): void;
  /** @param engine - its `id`: another one that has taken its place goes on */
  stopEngine(engine: string): Promise<void>;
};

type DeparturesDeps = {
  readonly mirror: Mirror;
  readonly send: SendCommand;
  readonly clock: { now(): number };
  readonly startTimer: StartTimer;
  readonly perform: PerformAction;
  /** That stops the engine from a shell. */
  readonly stopCommand: string;
  readonly isEngineStartedHere: () => boolean;
  /** Whether a snapshot was asked for here that the engine may not have heard of yet. */
  readonly awaitsSnapshot: () => boolean;
  readonly openDialog: (dialog: Dialog) => void;
  readonly leave: (departure: Departure) => void;
};

const AT_REST = 'is at rest';
const SECOND_INTERRUPT_MS = 2_000;
/** An engine with a healthy broker ends sooner. */
const ENGINE_END_MS = 6_000;

export function createDepartures(deps: DeparturesDeps): Departures {
  const { mirror, send, clock, perform, leave } = deps;
  let interruptedAt = Number.NEGATIVE_INFINITY;

  function detach(): void {
    const { link, engine } = mirror.getView();
    if (engine === null) leave({ engine: 'unreachable' });
    else if (link.name === 'live') leave({ engine: 'goes-on', pid: engine.pid });
    else if (link.name === 'silent') leave({ engine: 'silent', pid: engine.pid });
    else leave({ engine: 'unreachable' });
  }

  function stopEngine(engine: string): Promise<void> {
    return perform({
      doing: 'stopping the engine',
      command: deps.stopCommand,
      async work() {
        const pid = mirror.getView().engine?.pid ?? 0;
        await send('shutdown', { engine });
        const hasEnded = await untilGone(mirror, engine, deps.startTimer);
        leave(hasEnded ? endOf(mirror.getView(), pid) : { engine: 'stopping', pid });
        return 'The engine has stopped';
      },
    });
  }

  function request(): void {
    const { link, engine, state } = mirror.getView();
    const work = selectWork(state) ?? (deps.awaitsSnapshot() ? SNAPSHOT_WORK : null);
    if (link.name !== 'live' || engine === null) detach();
    else if (work === null && !deps.isEngineStartedHere()) detach();
    else if (work === null && state.watchers <= 1) void stopEngine(engine.id);
    else deps.openDialog({ name: 'leave', engine: engine.id, work: work ?? AT_REST });
  }

  return {
    request,
    interrupt() {
      const now = clock.now();
      const isSecond = now - interruptedAt <= SECOND_INTERRUPT_MS;
      interruptedAt = now;
      if (isSecond) detach();
      else request();
    },
    detach,
    stopEngine,
  };
}

/** By its last event, which comes before it leaves. */
function endOf({ state }: MirrorView, pid: number): Departure {
  const { life } = state;
  return life.name === 'ended'
    ? { engine: 'stopped', failure: life.failure }
    : { engine: 'gone', pid };
}

/** Another engine may be there already when it is looked again. */
function untilGone(mirror: Mirror, engine: string, startTimer: StartTimer): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (hasEnded: boolean) => {
      unsubscribe();
      cancel();
      resolve(hasEnded);
    };
    const look = () => {
      const { link, engine: now } = mirror.getView();
      if (link.name === 'lost' || now?.id !== engine) end(true);
    };
    const cancel = startTimer(ENGINE_END_MS, () => end(false));
    const unsubscribe = mirror.subscribe(look);
    look();
  });
}
