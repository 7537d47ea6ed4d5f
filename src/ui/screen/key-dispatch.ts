import { type DialogKeyId, openDialogKeys } from '../dialogs/dialog-keys.ts';
import { bindingOf, isChordStart, type KeyBinding, keyText } from '../keymap.ts';
import { type Situation, whyNot } from '../keys/availability.ts';
import { withoutLast, withTyped } from '../keys/typed-text.ts';
import type { ScreenAction } from './screen-reducer.ts';
import type { Dialog, Flash, ScreenState } from './screen-state.ts';

/** What keys bring about. */
export type KeyEffects = {
  /** @param key - which of the binding's keys it was */
  readonly run: (binding: KeyBinding, key: string) => void;
  readonly runInDialog: (id: DialogKeyId, dialog: Dialog) => void;
  readonly scrollDialog: (binding: KeyBinding) => void;
  readonly interrupt: () => void;
};

type KeyDispatchDeps = {
  readonly getState: () => ScreenState;
  readonly getSituation: () => Situation;
  readonly dispatch: (action: ScreenAction) => void;
  readonly say: (level: Flash['level'], text: string) => void;
  readonly effects: KeyEffects;
};

/** Keys that work everywhere, also while text is typed or a dialog is open. */
const EVERYWHERE = new Set(['ctrl+l', 'ctrl+z']);

/** On a slow line so many presses of different keys may arrive in one piece; more are no presses. */
const MOST_TOGETHER = 3;

/**
 * Takes keys to what they mean where they are pressed: in a text, in a dialog, on the panes. What
 * changes something needs a press of its own, and a longer piece is taken for a paste on a terminal
 * that does not mark it, or for an answer of the terminal: it presses nothing.
 */
export function createKeyDispatch(deps: KeyDispatchDeps) {
  const { getState, getSituation, dispatch, say, effects } = deps;

  function press(key: string, isAlone: boolean): void {
    const { isTyping, dialog } = getState();
    if (key === 'ctrl+c') effects.interrupt();
    else if (EVERYWHERE.has(key)) runBinding(key, isAlone);
    else if (isTyping) typeKey(key);
    else if (dialog !== null) pressInDialog(key, dialog, isAlone);
    else pressOnPanes(key, isAlone);
  }

  function typeKey(key: string): void {
    const { view } = getState();
    const text = view.filter[view.focus];
    const filter = (next: string) =>
      dispatch({ type: 'viewed', action: { type: 'filtered', text: next } });
    if (key === 'escape') filter('');
    if (key === 'enter' || key === 'escape') dispatch({ type: 'typing-ended' });
    else if (key === 'backspace') filter(withoutLast(text));
    else if (key === 'ctrl+u') filter('');
    else if ([...key].length === 1) filter(withTyped(text, key));
  }

  function pressInDialog(key: string, dialog: Dialog, isAlone: boolean): void {
    const found = openDialogKeys(dialog).find(({ keys }) => keys.includes(key));
    if (found !== undefined) {
      if (found.id === 'close' || isAlone) effects.runInDialog(found.id, dialog);
      else sayTogether(key);
    } else scrollDialog(key);
  }

  function scrollDialog(key: string): void {
    const binding = bindingOf(key);
    if (binding?.group === 'Moving') effects.scrollDialog(binding);
  }

  function pressOnPanes(key: string, isAlone: boolean): void {
    const pair = `${key} ${key}`;
    const isSecond = getState().chord === key;
    if (!isSecond && isChordStart(key)) {
      dispatch({ type: 'chord-started', key });
    } else {
      dispatch({ type: 'chord-ended' });
      runBinding(isSecond ? pair : key, isAlone);
    }
  }

  function runBinding(key: string, isAlone: boolean): void {
    const binding = bindingOf(key);
    if (binding === undefined) return;
    const reason = whyNot(binding.id, getSituation());
    if (!isAlone && binding.effect === 'changes') sayTogether(key);
    else if (reason !== null) say('warning', reason);
    else effects.run(binding, key);
  }

  function sayTogether(key: string): void {
    say('warning', `Several keys arrived together: press ${keyText(key)} again if it was meant`);
  }

  /** Whoever types fast on a slow line sends the filter together with its key. */
  function opensFilter([first = '']: readonly string[]): boolean {
    const isOnPanes = getState().dialog === null;
    return (
      isOnPanes && bindingOf(first)?.id === 'filter' && whyNot('filter', getSituation()) === null
    );
  }

  return {
    press(...pieces: readonly (readonly string[])[]): void {
      const keys = pieces.flat();
      const isHeld = new Set(keys).size === 1;
      // Arrows and the like come one by one, and are none however many there are.
      const isRun = pieces.some((piece) => piece.length > 1);
      const isText = keys.length > MOST_TOGETHER && isRun && !isHeld;
      if (isText && !getState().isTyping && !opensFilter(keys)) {
        say('warning', 'Text that arrives in one piece presses no keys');
        return;
      }
      for (const key of keys) {
        press(key, keys.length === 1);
        // What follows the end of a text is no key either.
        if (isText && !getState().isTyping) return;
      }
    },
    paste(text: string): void {
      const { isTyping, view } = getState();
      if (isTyping) {
        const pasted = withTyped(view.filter[view.focus], text);
        dispatch({ type: 'viewed', action: { type: 'filtered', text: pasted } });
      } else say('warning', 'Pasted text is taken only where a filter is typed: /');
    },
  };
}
