import type { Failure } from '../../state/events.ts';
import { initialView, type ViewAction, viewReducer } from '../view/view-reducer.ts';
import type { ActionRecord, Dialog, Flash, PreviewAnswer, ScreenState } from './screen-state.ts';

export const initialScreen: ScreenState = {
  view: initialView,
  dialog: null,
  isTyping: false,
  chord: null,
  flash: null,
  actions: [],
};

export type ScreenAction =
  | { readonly type: 'viewed'; readonly action: ViewAction }
  | { readonly type: 'dialog-opened'; readonly dialog: Dialog }
  | { readonly type: 'dialog-closed' }
  /** Dropped unless the dialog that asked is still open. */
  | {
      readonly type: 'preview-answered';
      readonly ticket: number;
      readonly preview: PreviewAnswer;
    }
  | { readonly type: 'dialog-scrolled'; readonly toRow: number }
  | { readonly type: 'typing-started' }
  | { readonly type: 'typing-ended' }
  | { readonly type: 'chord-started'; readonly key: string }
  | { readonly type: 'chord-ended' }
  | { readonly type: 'flashed'; readonly flash: Flash }
  | { readonly type: 'flash-ended' }
  | { readonly type: 'action-begun'; readonly record: ActionRecord }
  | {
      readonly type: 'action-ended';
      readonly id: number;
      readonly outcome: ActionRecord['outcome'];
      readonly failure?: Failure;
    };

/** The newest actions are kept. */
const MAX_ACTIONS = 50;

export function screenReducer(state: ScreenState, action: ScreenAction): ScreenState {
  switch (action.type) {
    case 'viewed': {
      const view = viewReducer(state.view, action.action);
      return view === state.view ? state : { ...state, view };
    }
    case 'dialog-opened':
      return { ...state, dialog: action.dialog, isTyping: false, chord: null };
    case 'dialog-closed':
      return state.dialog === null ? state : { ...state, dialog: null };
    case 'preview-answered': {
      const { dialog } = state;
      if (dialog?.name !== 'start-ingestion' || dialog.ticket !== action.ticket) return state;
      return { ...state, dialog: { ...dialog, preview: action.preview } };
    }
    case 'dialog-scrolled':
      if (state.dialog === null || state.dialog.scroll === action.toRow) return state;
      return { ...state, dialog: { ...state.dialog, scroll: action.toRow } };
    case 'typing-started':
      return { ...state, isTyping: true };
    case 'typing-ended':
      return state.isTyping ? { ...state, isTyping: false } : state;
    case 'chord-started':
      return { ...state, chord: action.key };
    case 'chord-ended':
      return state.chord === null ? state : { ...state, chord: null };
    case 'flashed':
      return { ...state, flash: action.flash };
    case 'flash-ended':
      return state.flash === null ? state : { ...state, flash: null };
    case 'action-begun': {
      const earlier = withoutReplaced(state.actions, action.record);
      return { ...state, actions: [...earlier, action.record].slice(-MAX_ACTIONS) };
    }
    case 'action-ended': {
      const { type: _, id, ...end } = action;
      const actions = state.actions.map((done) => (done.id === id ? { ...done, ...end } : done));
      return { ...state, actions };
    }
    default:
      return action satisfies never;
  }
}

function withoutReplaced(
  actions: readonly ActionRecord[],
  { setting }: ActionRecord,
): readonly ActionRecord[] {
  const last = actions.at(-1);
  const isReplaced =
    setting !== undefined && last?.setting === setting && last.outcome !== 'failed';
  return isReplaced ? actions.slice(0, -1) : actions;
}
