import type { Dialog, DialogName } from '../screen/screen-state.ts';

export type DialogKeyId = 'close' | 'confirm' | 'detach' | 'stop-engine' | 'snapshot' | 'frame';

type DialogKey = {
  readonly id: DialogKeyId;
  readonly keys: readonly string[];
  readonly label: string;
};

const CLOSE: DialogKey = { id: 'close', keys: ['escape', 'q'], label: 'close' };
const CANCEL: DialogKey = { ...CLOSE, keys: ['escape', 'n', 'q'], label: 'cancel' };

/** Keys of each dialog; while it is open the keys of the panes are dead. */
export const DIALOG_KEYS: Readonly<Record<DialogName, readonly DialogKey[]>> = {
  help: [{ ...CLOSE, keys: ['escape', 'q', '?'] }],
  'action-log': [{ ...CLOSE, keys: ['escape', 'q', '@'] }],
  'start-ingestion': [{ id: 'confirm', keys: ['y'], label: 'yes, start' }, CANCEL],
  'stop-ingestion': [{ id: 'confirm', keys: ['y'], label: 'yes, stop' }, CANCEL],
  'export-menu': [
    { id: 'snapshot', keys: ['1', 'e'], label: 'snapshot of all exports' },
    { id: 'frame', keys: ['2'], label: 'this screen as text' },
    CLOSE,
  ],
  leave: [
    { id: 'detach', keys: ['d'], label: 'leave, the engine goes on' },
    { id: 'stop-engine', keys: ['X'], label: 'stop the engine and leave' },
    { ...CLOSE, label: 'stay' },
  ],
};

/** Keys that work now: nothing can be confirmed before it is known what it would do. */
export function openDialogKeys(dialog: Dialog): readonly DialogKey[] {
  const keys = DIALOG_KEYS[dialog.name];
  return canConfirm(dialog) ? keys : keys.filter(({ id }) => id !== 'confirm');
}

function canConfirm(dialog: Dialog): boolean {
  if (dialog.name !== 'start-ingestion') return true;
  if (dialog.preview.status !== 'answered') return false;
  const { kind } = dialog.preview.preview.action;
  return kind === 'start' || kind === 'resume' || kind === 'after-download';
}
