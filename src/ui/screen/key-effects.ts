import type { MirrorView, SendCommand } from '../../engine/mirror-view.ts';
import { describeFailure } from '../../state/commands/failure.ts';
import { selectIngestion, selectSparkRun } from '../../state/selectors/engine-work.ts';
import type { DialogKeyId } from '../dialogs/dialog-keys.ts';
import type { KeyBinding } from '../keymap.ts';
import { hiddenPaneText, paneNumber } from '../panes/pane-titles.ts';
import { type ListExtent, type ScrollMove, scrolledTo } from '../view/scrolling.ts';
import type { ViewAction } from '../view/view-reducer.ts';
import type { PaneId } from '../view/view-state.ts';
import type { Departures } from './departure.ts';
import type { EngineActions } from './engine-actions.ts';
import type { KeyEffects } from './key-dispatch.ts';
import type { PerformAction } from './perform-action.ts';
import type { ScreenAction } from './screen-reducer.ts';
import type { Dialog, Flash, ScreenState } from './screen-state.ts';

type KeyEffectsDeps = {
  readonly clock: { now(): number };
  readonly getState: () => ScreenState;
  readonly dispatch: (action: ScreenAction) => void;
  readonly send: SendCommand;
  /** What the keys are judged by. */
  readonly live: () => MirrorView;
  /** Those on show. */
  readonly panes: () => readonly PaneId[];
  readonly actions: EngineActions;
  readonly departures: Departures;
  readonly perform: PerformAction;
  readonly say: (level: Flash['level'], text: string) => void;
  readonly startEngine: () => Promise<void>;
  /** That does the same in a shell. */
  readonly startCommand: string;
  readonly saveFrame: () => Promise<string>;
  readonly suspend: () => Promise<void>;
  readonly redraw: () => Promise<void>;
  /** Of the pane in focus. */
  readonly listExtent: () => ListExtent;
  /** Of the text of the open dialog. */
  readonly dialogExtent: () => ListExtent;
};

export function createKeyEffects(deps: KeyEffectsDeps): KeyEffects {
  const { clock, getState, dispatch, actions, departures, perform } = deps;
  let lastTicket = 0;
  const look = (action: ViewAction) => dispatch({ type: 'viewed', action });
  const open = (dialog: Dialog) => dispatch({ type: 'dialog-opened', dialog });
  const close = () => dispatch({ type: 'dialog-closed' });

  /** Of the engine on show; empty before there is one. */
  const engineId = () => deps.live().engine?.id ?? '';

  /** A number whose pane is not shown leaves the focus where it is and says what would show it. */
  function focus(number: number): void {
    const pane = deps.panes().find((shown) => paneNumber(shown) === number);
    if (pane !== undefined) look({ type: 'focused', pane });
    else deps.say('warning', hiddenPaneText(number));
  }

  function scroll(move: ScrollMove): void {
    const { view } = getState();
    const toRow = scrolledTo(move, view.scroll[view.focus], deps.listExtent());
    look({ type: 'scrolled', toRow });
  }

  async function previewIngestion(): Promise<void> {
    lastTicket += 1;
    const ticket = lastTicket;
    const preview = { status: 'asked', since: clock.now() } as const;
    open({ name: 'start-ingestion', engine: engineId(), ticket, preview });
    try {
      const answer = await deps.send('preview-ingestion', {});
      const answered = { status: 'answered', preview: answer } as const;
      dispatch({ type: 'preview-answered', ticket, preview: answered });
    } catch (error) {
      const failed = { status: 'failed', failure: describeFailure(error) } as const;
      dispatch({ type: 'preview-answered', ticket, preview: failed });
    }
  }

  /** The key works only while there is something to stop. */
  function askToStop(name: 'stop-ingestion' | 'stop-spark'): void {
    const { state } = deps.live();
    const begunAt = name === 'stop-spark' ? selectSparkRun(state) : selectIngestion(state.producer);
    if (begunAt !== null) open({ name, engine: engineId(), begunAt });
  }

  function toggleFreeze(): void {
    const { frozenSince } = getState().view;
    look(frozenSince === null ? { type: 'frozen', at: clock.now() } : { type: 'thawed' });
  }

  /** One level back, from the inside out. */
  function goBack(): void {
    const { view } = getState();
    if (view.filter[view.focus] !== '') look({ type: 'filtered', text: '' });
    else look({ type: 'zoomed', isZoomed: false });
  }

  function startEngine(): Promise<void> {
    const work = () => deps.startEngine().then(() => 'The engine is there again');
    return perform({ doing: 'starting the engine', command: deps.startCommand, work });
  }

  function saveFrame(): Promise<void> {
    const work = () => deps.saveFrame().then((path) => ({ text: 'This screen is in', path }));
    return perform({ doing: 'writing this screen', command: null, work });
  }

  function run({ id }: KeyBinding, key: string): void | Promise<void> {
    switch (id) {
      case 'focus-pane':
        return focus(Number(key));
      case 'next-pane':
        return look({ type: 'focus-moved', by: 1, among: deps.panes() });
      case 'previous-pane':
        return look({ type: 'focus-moved', by: -1, among: deps.panes() });
      case 'zoom':
        return look({ type: 'zoomed', isZoomed: !getState().view.isZoomed });
      case 'unzoom':
        return look({ type: 'zoomed', isZoomed: false });
      case 'up':
      case 'down':
      case 'half-page-up':
      case 'half-page-down':
      case 'page-up':
      case 'page-down':
      case 'top':
      case 'bottom':
        return scroll(id);
      case 'start-ingestion':
        return previewIngestion();
      case 'stop-ingestion':
        return askToStop(id);
      case 'toggle-consumption':
        return actions.toggleConsumption();
      case 'toggle-production':
        return actions.toggleProduction();
      case 'lower-rate':
        return actions.stepRate('down');
      case 'raise-rate':
        return actions.stepRate('up');
      case 'start-engine':
        return startEngine();
      case 'snapshot':
        return actions.snapshot();
      case 'export-menu':
        return open({ name: 'export-menu' });
      case 'submit-spark':
        return open({ name: 'submit-spark', engine: engineId() });
      case 'stop-spark':
        return askToStop(id);
      case 'filter':
        return dispatch({ type: 'typing-started' });
      case 'next-genre-order':
        return look({ type: 'genre-order-moved', by: 1 });
      case 'previous-genre-order':
        return look({ type: 'genre-order-moved', by: -1 });
      case 'artists-by-field':
        return look({ type: 'artist-kind-chosen', kind: 'field' });
      case 'artists-by-name':
        return look({ type: 'artist-kind-chosen', kind: 'name' });
      case 'freeze':
        return toggleFreeze();
      case 'help':
        return open({ name: 'help' });
      case 'action-log':
        return open({ name: 'action-log' });
      case 'back':
        return goBack();
      case 'redraw':
        return deps.redraw();
      case 'suspend':
        return deps.suspend();
      case 'quit':
        return departures.request();
      default:
        return id satisfies never;
    }
  }

  function confirm(dialog: Dialog): void | Promise<void> {
    if (dialog.name === 'stop-ingestion') return actions.stopIngestion(dialog.begunAt);
    if (dialog.name === 'submit-spark') return actions.submitSpark();
    if (dialog.name === 'stop-spark') return actions.stopSpark(dialog.begunAt);
    if (dialog.name !== 'start-ingestion' || dialog.preview.status !== 'answered') return;
    return actions.startIngestion(dialog.preview.preview.shown);
  }

  function runInDialog(id: DialogKeyId, dialog: Dialog): void | Promise<void> {
    close();
    switch (id) {
      case 'close':
        return;
      case 'confirm':
        return confirm(dialog);
      case 'detach':
        return departures.detach();
      case 'stop-engine':
        return dialog.name === 'leave' ? departures.stopEngine(dialog.engine) : undefined;
      case 'snapshot':
        return actions.snapshot();
      case 'frame':
        return saveFrame();
      default:
        return id satisfies never;
    }
  }

  return {
    run: (binding, key) => void run(binding, key),
    runInDialog: (id, dialog) => void runInDialog(id, dialog),
    scrollDialog({ id }) {
      const { dialog } = getState();
      if (dialog === null) return;
      const toRow = scrolledTo(id as ScrollMove, dialog.scroll ?? 0, deps.dialogExtent());
      dispatch({ type: 'dialog-scrolled', toRow });
    },
    interrupt: departures.interrupt,
  };
}
