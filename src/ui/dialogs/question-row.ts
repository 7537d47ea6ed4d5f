import type { ConsoleState } from '../../state/store.ts';
import type { Dialog, DialogName } from '../screen/screen-state.ts';
import { joinRows, type Row, rowWidth, span } from '../text/row.ts';
import { dialogKeyForms } from './dialog-keys.ts';

type Asked = Extract<DialogName, 'stop-ingestion' | 'stop-spark' | 'leave'>;

/** Questions that are clear without the text below them, in ever fewer words. */
export const QUESTIONS: Readonly<Record<Asked, readonly string[]>> = {
  'stop-ingestion': ['Stop the ingestion?', 'Stop ingestion?'],
  'stop-spark': ['Stop the run on Spark?', 'Stop Spark?'],
  leave: ['Leave?'],
};

/**
 * Such a question and its keys in one row, for a screen that a dialog would cover; `null` where
 * there is no room for a word about each key, or others watch the engine, which the text tells.
 */
export function questionRow(
  dialog: Dialog,
  { watchers }: Pick<ConsoleState, 'watchers'>,
  width: number,
): Row | null {
  if (!isAsked(dialog.name) || (dialog.name === 'leave' && watchers > 1)) return null;
  const questions = QUESTIONS[dialog.name];
  const [labels = [], words = []] = dialogKeyForms(dialog);
  const forms = questions.flatMap((question) =>
    [labels, words].map((keys) =>
      joinRows([[span(question, 'watch')], keys], Number.POSITIVE_INFINITY, span('  ')),
    ),
  );
  return forms.find((form) => rowWidth(form) <= width) ?? null;
}

function isAsked(name: DialogName): name is Asked {
  return name in QUESTIONS;
}
