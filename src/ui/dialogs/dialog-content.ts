import type { MirrorView } from '../../engine/mirror-view.ts';
import type { ActionRecord, Dialog } from '../screen/screen-state.ts';
import type { Row } from '../text/row.ts';
import { actionLogRows } from './action-log.ts';
import { type DialogText, keyedRows, type Page, paragraph } from './dialog-text.ts';
import { helpText } from './help.ts';
import { ingestionPreviewRows, previewTitles } from './ingestion-preview.ts';
import { QUESTIONS } from './question-row.ts';
import { sparkSubmitRows } from './spark-submit.ts';

type DialogContext = {
  readonly live: MirrorView;
  readonly actions: readonly ActionRecord[];
};

/** What a dialog says; its keys stand below. */
export function dialogContent(
  dialog: Dialog,
  { live, actions }: DialogContext,
  page: Page,
): DialogText {
  switch (dialog.name) {
    case 'help':
      return { titles: ['Keys'], ...helpText(page.width, live.state) };
    case 'action-log':
      return {
        titles: ['Done from this screen', 'Actions'],
        rows: actionLogRows(actions, page),
      };
    case 'start-ingestion':
      return {
        titles: previewTitles(dialog.preview),
        rows: ingestionPreviewRows(dialog.preview, live.state.producer, page),
      };
    case 'stop-ingestion':
      return {
        titles: QUESTIONS['stop-ingestion'],
        rows: paragraph(
          'It stops at the next batch. What is acknowledged stays; I resumes at the next row.',
          page,
        ),
      };
    case 'submit-spark':
      return {
        titles: ['Submit a batch to Spark?', 'Submit?'],
        rows: sparkSubmitRows(live, page),
      };
    case 'stop-spark':
      return {
        titles: QUESTIONS['stop-spark'],
        rows: paragraph(
          'Its driver ends within 2 s, and what a batch has not finished is lost. The pipeline goes on; B submits a new one.',
          page,
        ),
      };
    case 'export-menu':
      return { titles: ['Export'], rows: exportRows(live, page) };
    case 'leave':
      return { titles: QUESTIONS.leave, rows: leaveRows(dialog.work, live, page) };
    default:
      return dialog satisfies never;
  }
}

function exportRows({ state }: MirrorView, page: Page): readonly Row[] {
  const newest = state.exports.snapshot;
  const where = newest === null ? 'No snapshot yet.' : `Newest snapshot: ${newest.directory}`;
  return [
    ...keyedRows('1', 'snapshot of all exports, with a manifest', page),
    ...keyedRows('2', 'what this screen shows, as a text file', page),
    [],
    ...paragraph(where, page),
  ];
}

function leaveRows(work: string, { engine, state }: MirrorView, page: Page): readonly Row[] {
  return [
    ...paragraph(`The engine (process ${engine?.pid ?? '–'}) ${work}.`, page),
    ...othersRows(state.watchers - 1, page),
    [],
    ...keyedRows('d', 'leave; it goes on, and trackdeck comes back to it', page),
    ...keyedRows('X', 'stop it at the next batch and leave', page),
  ];
}

/** Whoever else would be left without an engine. */
function othersRows(others: number, page: Page): readonly Row[] {
  if (others < 1) return [];
  const who =
    others === 1 ? '1 other screen or script watches' : `${others} other screens or scripts watch`;
  return paragraph(`${who} it too.`, page, 'watch');
}
