import { onTestFinished } from 'vitest';
import type { MirrorView } from '../../../src/engine/mirror-view.ts';
import type { CommandName } from '../../../src/engine/protocol.ts';
import type { ConsoleEvent } from '../../../src/state/events.ts';
import { initialState, reduce } from '../../../src/state/store.ts';
import type { Size } from '../../../src/ui/layout/screen-layout.ts';
import type { Departure } from '../../../src/ui/screen/departure.ts';
import { createScreen, type Screen, type ScreenFrame } from '../../../src/ui/screen/screen.ts';
import { placedPane } from '../../../src/ui/view/placed-pane.ts';
import { createManualTime, type ManualTime } from './manual-time.ts';
import { liveView, STARTED_AT } from './mirror-views.ts';

type SentCommand = {
  readonly name: CommandName;
  readonly input: unknown;
  answer(result?: unknown): void;
  fail(error: Error): void;
};

/** A screen before an engine that does nothing but what the test says. */
export type ScreenSetup = {
  readonly screen: Screen;
  readonly time: ManualTime;
  /** Commands sent to the engine, oldest first. */
  readonly sent: readonly SentCommand[];
  readonly departures: readonly Departure[];
  readonly calls: readonly string[];
  frame(): ScreenFrame;
  /** How often something was to be drawn since the last question. */
  draws(): number;
  show(change: Partial<MirrorView>): void;
  happen(...events: readonly ConsoleEvent[]): void;
  /** Presses one key after the other. */
  press(...keys: readonly string[]): void;
  /** Gives the terminal another size. */
  resize(columns: number, rows: number): void;
  /** Lets what was answered take its way. */
  settle(): Promise<void>;
};

type ScreenSetupOptions = {
  readonly view?: MirrorView;
  readonly isEngineStartedHere?: boolean;
};

export function setUpScreen({
  view = liveView(),
  isEngineStartedHere = false,
}: ScreenSetupOptions = {}): ScreenSetup {
  const time = createManualTime(STARTED_AT);
  const listeners = new Set<() => void>();
  const sent: SentCommand[] = [];
  const departures: Departure[] = [];
  const calls: string[] = [];
  let current = view;
  let draws = 0;
  let size: Size = { columns: 160, rows: 48 };
  const call = (name: string) => async () => {
    calls.push(name);
  };
  const screen = createScreen({
    mirror: {
      getView: () => current,
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    send: (name, input) =>
      new Promise((resolve, reject) => {
        sent.push({
          name,
          input,
          answer: (result = null) => resolve(result as never),
          fail: reject,
        });
      }),
    engine: {
      socketPath: '/run/trackdeck/engine.sock',
      startCommand: 'trackdeck engine start --topic tracks',
      stopCommand: 'trackdeck engine stop --state-dir /state',
      isStartedHere: () => isEngineStartedHere,
      start: call('start engine'),
    },
    clock: time,
    startTimer: time.after,
    suspend: call('suspend'),
    redraw: call('redraw'),
    leave: (departure) => departures.push(departure),
    saveFrame: async () => '/output/screens/now.txt',
    isOnShow: (pane, { state }, view) => placedPane(pane, state, view, size) !== undefined,
    listExtent: () => ({ rows: 40, visible: 10 }),
    dialogExtent: () => ({ rows: 50, visible: 20 }),
  });
  screen.subscribe(() => {
    draws += 1;
  });
  onTestFinished(() => screen.close());

  function show(change: Partial<MirrorView>): void {
    current = { ...current, ...change };
    for (const listener of listeners) listener();
  }

  return {
    screen,
    time,
    sent,
    departures,
    calls,
    frame: screen.getFrame,
    draws() {
      const drawn = draws;
      draws = 0;
      return drawn;
    },
    show,
    happen: (...events) => show({ state: events.reduce(reduce, current.state ?? initialState) }),
    press(...keys) {
      for (const key of keys) screen.press([key]);
    },
    resize(columns, rows) {
      size = { columns, rows };
      screen.resized();
    },
    settle: () => new Promise((resolve) => setImmediate(resolve)),
  };
}
