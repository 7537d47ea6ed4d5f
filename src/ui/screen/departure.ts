import type { Mirror, SendCommand } from '../../engine/mirror-view.ts';
import { selectWork } from '../../state/selectors/engine-work.ts';
import type { PerformAction } from './perform-action.ts';
import type { StartTimer } from './sampled-mirror.ts';
import type { Dialog } from './screen-state.ts';

/** How the screen was left, for the line on the terminal afterwards. */
export type Departure =
  | { readonly engine: 'stopped' }
  | { readonly engine: 'goes-on' | 'stopping'; readonly pid: number }
  /** There is none, or it does not answer. */
  | { readonly engine: 'unreachable' };

export type Departures = {
  /** `q`: asks while the engine is at work, else leaves; stops an idle engine started from here. */
  request(): void;
  /** Ctrl+C: the same, and the second one within two seconds leaves at once. */
  interrupt(): void;
  detach(): void;
  stopEngine(): Promise<void>;
};

type DeparturesDeps = {
  readonly mirror: Mirror;
  readonly send: SendCommand;
  readonly clock: { now(): number };
  readonly startTimer: StartTimer;
  readonly perform: PerformAction;
  readonly isEngineStartedHere: () => boolean;
  readonly openDialog: (dialog: Dialog) => void;
  readonly leave: (departure: Departure) => void;
};

const SECOND_INTERRUPT_MS = 2_000;
/** An engine with a healthy broker ends sooner. */
const ENGINE_END_MS = 6_000;

export function createDepartures(deps: DeparturesDeps): Departures {
  const { mirror, send, clock, perform, leave } = deps;
  let interruptedAt = Number.NEGATIVE_INFINITY;

  function detach(): void {
    const { link, engine } = mirror.getView();
    const isThere = link.name === 'live' && engine !== null;
    leave(isThere ? { engine: 'goes-on', pid: engine.pid } : { engine: 'unreachable' });
  }

  function stopEngine(): Promise<void> {
    return perform({
      doing: 'stopping the engine',
      command: 'trackdeck engine stop',
      async work() {
        const pid = mirror.getView().engine?.pid ?? 0;
        await send('shutdown', {});
        const hasEnded = await untilLost(mirror, deps.startTimer);
        leave(hasEnded ? { engine: 'stopped' } : { engine: 'stopping', pid });
        return 'The engine has stopped';
      },
    });
  }

  function request(): void {
    const { link, state } = mirror.getView();
    const work = link.name === 'live' ? selectWork(state) : null;
    if (work !== null) deps.openDialog({ name: 'leave', work });
    else if (link.name === 'live' && deps.isEngineStartedHere()) void stopEngine();
    else detach();
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

function untilLost(mirror: Mirror, startTimer: StartTimer): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (hasEnded: boolean) => {
      unsubscribe();
      cancel();
      resolve(hasEnded);
    };
    const look = () => {
      if (mirror.getView().link.name === 'lost') end(true);
    };
    const cancel = startTimer(ENGINE_END_MS, () => end(false));
    const unsubscribe = mirror.subscribe(look);
    look();
  });
}
