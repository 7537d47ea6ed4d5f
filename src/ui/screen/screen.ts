import type { Mirror, MirrorView, SendCommand } from '../../engine/mirror-view.ts';
import type { ListExtent } from '../view/scrolling.ts';
import { shownPanes } from '../view/shown-panes.ts';
import type { PaneId, ViewState } from '../view/view-state.ts';
import { agesUpTo, untilAgesChange } from './age-steps.ts';
import { createArtistSearching } from './artist-search.ts';
import { createDepartures, type Departure } from './departure.ts';
import { createEngineActions } from './engine-actions.ts';
import { createFlashes } from './flashes.ts';
import { createKeyDispatch } from './key-dispatch.ts';
import { createKeyEffects } from './key-effects.ts';
import { outdatedQuestion } from './outdated-question.ts';
import { createActionPerformer, type PerformAction } from './perform-action.ts';
import { type StartTimer, sampleMirror } from './sampled-mirror.ts';
import { initialScreen, type ScreenAction, screenReducer } from './screen-reducer.ts';
import type { ScreenState } from './screen-state.ts';

/** All that one frame shows. */
export type ScreenFrame = {
  /** What the panes show: while frozen, the moment it was frozen at. */
  readonly shown: MirrorView;
  /** How things are; the same as `shown` unless frozen. */
  readonly live: MirrorView;
  readonly screen: ScreenState;
  /** Ages are counted up to here, in whole seconds and by their steps; it stands still while frozen. */
  readonly now: number;
};

/** The console behind its drawing: takes keys, tells the engine, says when to draw what. */
export type Screen = {
  /** The same object until something on show changes. */
  getFrame(): ScreenFrame;
  subscribe(listener: () => void): () => void;
  /** Keys that arrived together, by the names of the key table, in the pieces that the terminal sent. */
  press(...pieces: readonly (readonly string[])[]): void;
  /** Pasted text goes where text is typed, and nowhere else. */
  paste(text: string): void;
  /** Says something that did not come from a key. */
  warn(text: string): void;
  /** Told when the terminal has another size: other panes may be in sight. */
  resized(): void;
  close(): void;
};

/** The engine's process, as far as a screen has a hand in it. */
type EngineControl = {
  /** For the commands in the action log, here and below. */
  readonly socketPath: string;
  readonly startCommand: string;
  readonly stopCommand: string;
  isStartedHere(): boolean;
  /** Starts it when it is gone. */
  start(): Promise<void>;
};

export type ScreenDeps = {
  readonly mirror: Mirror;
  readonly send: SendCommand;
  readonly engine: EngineControl;
  readonly clock: { now(): number };
  readonly startTimer: StartTimer;
  readonly suspend: () => Promise<void>;
  readonly redraw: () => Promise<void>;
  readonly leave: (departure: Departure) => void;
  /** Writes what the panes show as text and answers with the file's path. */
  readonly saveFrame: (frame: ScreenFrame) => Promise<string>;
  /** Whether a pane is laid out, and not behind a zoomed one. */
  readonly isOnShow: (pane: PaneId, mirrorView: MirrorView, view: ViewState) => boolean;
  /** Of the list in the pane in focus. */
  readonly listExtent: (mirrorView: MirrorView, view: ViewState) => ListExtent;
  /** Of the text of the open dialog. */
  readonly dialogExtent: (frame: ScreenFrame) => ListExtent;
};

/** Time between two looks at the engine's figures, which come as often. */
const SAMPLE_MS = 250;

export function createScreen(deps: ScreenDeps): Screen {
  const { mirror, send, clock, startTimer } = deps;
  const listeners = new Set<() => void>();
  const sampled = sampleMirror(mirror, SAMPLE_MS, startTimer, () => {
    takeBackQuestion();
    review();
    draw();
    searching.look();
  });
  let state = initialScreen;
  let frozen: MirrorView | null = null;
  let cancelTick = () => {};
  let now = 0;
  let frame = makeFrame();
  scheduleTick();

  function makeFrame(): ScreenFrame {
    const live = sampled.getView();
    const { frozenSince } = state.view;
    frozen = frozenSince === null ? null : (frozen ?? live);
    const shown = frozen ?? live;
    now = agesUpTo(now, shown, frozenSince ?? clock.now());
    return { shown, live, screen: state, now };
  }

  function draw(): void {
    frame = makeFrame();
    scheduleTick();
    for (const listener of listeners) listener();
  }

  function scheduleTick(): void {
    cancelTick();
    cancelTick = startTimer(untilAgesChange(sampled.getView(), clock.now()), draw);
  }

  function dispatch(action: ScreenAction): void {
    const next = screenReducer(state, action);
    if (next === state) return;
    state = next;
    draw();
  }

  /** What was said and noted as done, by what is known now. */
  function review(): void {
    flashes.review();
    performer.review();
  }

  function takeBackQuestion(): void {
    const why = outdatedQuestion(state.dialog, sampled.getView());
    if (why === null) return;
    dispatch({ type: 'dialog-closed' });
    flashes.say('warning', why);
  }

  const searching = createArtistSearching({
    send,
    clock,
    startTimer,
    live: sampled.getView,
    getView: () => state.view,
    isOnShow: () => deps.isOnShow('artists', sampled.getView(), state.view),
    show: (search) => dispatch({ type: 'viewed', action: { type: 'artists-searched', search } }),
  });
  const flashes = createFlashes(dispatch, startTimer);
  const performer = createActionPerformer({ clock, dispatch, say: flashes.say });
  const perform: PerformAction = (action) =>
    performer.perform(action).then(() => {
      sampled.sampleNow();
      review();
    });
  const actions = createEngineActions({
    mirror,
    send,
    perform,
    say: flashes.say,
    socketPath: deps.engine.socketPath,
  });
  const departures = createDepartures({
    mirror,
    send,
    clock,
    startTimer,
    perform,
    stopCommand: deps.engine.stopCommand,
    isEngineStartedHere: deps.engine.isStartedHere,
    awaitsSnapshot: actions.awaitsSnapshot,
    openDialog: (dialog) => dispatch({ type: 'dialog-opened', dialog }),
    leave: deps.leave,
  });
  const keys = createKeyDispatch({
    getState: () => state,
    getSituation: () => ({ mirrorView: sampled.getView(), view: state.view }),
    dispatch,
    say: flashes.say,
    effects: createKeyEffects({
      clock,
      getState: () => state,
      dispatch,
      send,
      live: sampled.getView,
      panes: () => shownPanes(mirror.getView().state),
      actions,
      departures,
      perform,
      say: flashes.say,
      startEngine: deps.engine.start,
      startCommand: deps.engine.startCommand,
      saveFrame: () => deps.saveFrame(frame),
      suspend() {
        flashes.drop();
        return deps.suspend();
      },
      redraw: deps.redraw,
      listExtent: () => deps.listExtent(frame.shown, state.view),
      dialogExtent: () => deps.dialogExtent(frame),
    }),
  });

  return {
    getFrame: () => frame,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    press(...pieces) {
      keys.press(...pieces);
      searching.look();
    },
    paste(text) {
      keys.paste(text);
      searching.look();
    },
    warn: (text) => flashes.say('warning', text),
    resized: searching.look,
    close() {
      listeners.clear();
      sampled.close();
      searching.close();
      flashes.close();
      cancelTick();
    },
  };
}
