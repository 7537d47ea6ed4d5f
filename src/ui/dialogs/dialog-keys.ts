import { keyText } from '../keymap.ts';
import type { Dialog, DialogName } from '../screen/screen-state.ts';
import { fittingRow } from '../text/fitting-row.ts';
import { joinRows, type Row, span } from '../text/row.ts';

export type DialogKeyId = 'close' | 'confirm' | 'detach' | 'stop-engine' | 'snapshot' | 'frame';

type DialogKey = {
  readonly id: DialogKeyId;
  readonly keys: readonly string[];
  readonly label: string;
  /** In a word, for a row without room for the labels. */
  readonly short: string;
};

const CLOSE: DialogKey = { id: 'close', keys: ['escape', 'q'], label: 'close', short: 'close' };
const CANCEL: DialogKey = { ...CLOSE, keys: ['escape', 'n', 'q'], label: 'cancel', short: 'no' };

/** Of what cannot be confirmed: nothing is left to cancel. */
const REFUSED: DialogKey = { ...CANCEL, label: CLOSE.label, short: CLOSE.short };

/** Keys of each dialog; while it is open the keys of the panes are dead. */
export const DIALOG_KEYS: Readonly<Record<DialogName, readonly DialogKey[]>> = {
  help: [{ ...CLOSE, keys: ['escape', 'q', '?'] }],
  'action-log': [{ ...CLOSE, keys: ['escape', 'q', '@'] }],
  'start-ingestion': [{ id: 'confirm', keys: ['y'], label: 'yes, start', short: 'yes' }, CANCEL],
  'stop-ingestion': [{ id: 'confirm', keys: ['y'], label: 'yes, stop', short: 'yes' }, CANCEL],
  'submit-spark': [{ id: 'confirm', keys: ['y'], label: 'yes, submit', short: 'yes' }, CANCEL],
  'stop-spark': [{ id: 'confirm', keys: ['y'], label: 'yes, stop', short: 'yes' }, CANCEL],
  'export-menu': [
    { id: 'snapshot', keys: ['1', 'e'], label: 'snapshot of all exports', short: 'snapshot' },
    { id: 'frame', keys: ['2'], label: 'this screen as text', short: 'screen' },
    CLOSE,
  ],
  leave: [
    { id: 'detach', keys: ['d'], label: 'leave, the engine goes on', short: 'leave' },
    { id: 'stop-engine', keys: ['X'], label: 'stop the engine and leave', short: 'stop' },
    { ...CLOSE, label: 'stay', short: 'stay' },
  ],
};

/** Keys that work now: nothing can be confirmed before it is known what it would do. */
export function openDialogKeys(dialog: Dialog): readonly DialogKey[] {
  if (canConfirm(dialog)) return DIALOG_KEYS[dialog.name];
  const isAsked = dialog.name === 'start-ingestion' && dialog.preview.status === 'asked';
  return [isAsked ? CANCEL : REFUSED];
}

/** The keys of a dialog in one row, the words about them as long as there is room for. */
export function dialogKeyRow(dialog: Dialog, width: number): Row {
  return fittingRow(width, ...dialogKeyForms(dialog));
}

/** With what they do, with a word about each, and alone. */
export function dialogKeyForms(dialog: Dialog): readonly Row[] {
  const keys = openDialogKeys(dialog);
  const withWords = (wordOf: (key: DialogKey) => string) =>
    joinRows(
      keys.map((key) => [span(keyText(key.keys[0] ?? ''), 'strong'), span(wordOf(key))]),
      Number.POSITIVE_INFINITY,
      span('  '),
    );
  return [
    withWords(({ label }) => ` ${label}`),
    withWords(({ short }) => ` ${short}`),
    withWords(() => ''),
  ];
}

function canConfirm(dialog: Dialog): boolean {
  if (dialog.name !== 'start-ingestion') return true;
  if (dialog.preview.status !== 'answered') return false;
  const { kind } = dialog.preview.preview.action;
  return kind === 'start' || kind === 'resume' || kind === 'after-download';
}
