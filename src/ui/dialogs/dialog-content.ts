import type { MirrorView } from '../../engine/mirror-view.ts';
import type { ActionRecord, Dialog } from '../screen/screen-state.ts';
import { type Row, span } from '../text/row.ts';
import { actionLogRows } from './action-log.ts';
import { type DialogText, type Page, paragraph } from './dialog-text.ts';
import { helpRows } from './help.ts';
import { ingestionPreviewRows } from './ingestion-preview.ts';

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
      return { title: 'Keys', rows: helpRows(page.width) };
    case 'action-log':
      return { title: 'Done from this screen', rows: actionLogRows(actions, page) };
    case 'start-ingestion':
      return {
        title: 'Start the ingestion?',
        rows: ingestionPreviewRows(dialog.preview, live.state.producer, page),
      };
    case 'stop-ingestion':
      return {
        title: 'Stop the ingestion?',
        rows: paragraph(
          'It stops at the next batch. What is acknowledged stays; I resumes at the next row.',
          page,
        ),
      };
    case 'export-menu':
      return { title: 'Export', rows: exportRows(live, page) };
    case 'leave':
      return { title: 'Leave?', rows: leaveRows(dialog.work, live, page) };
    default:
      return dialog satisfies never;
  }
}

function exportRows({ state }: MirrorView, page: Page): readonly Row[] {
  const newest = state.exports.snapshot;
  const where = newest === null ? 'No snapshot yet.' : `Newest snapshot: ${newest.directory}`;
  return [
    [span('1', 'strong'), span(' snapshot of all exports, with a manifest')],
    [span('2', 'strong'), span(' what this screen shows, as a text file')],
    [],
    ...paragraph(where, page),
  ];
}

function leaveRows(work: string, { engine }: MirrorView, page: Page): readonly Row[] {
  return [
    ...paragraph(`The engine (process ${engine?.pid ?? '–'}) ${work}.`, page),
    [],
    [span('d', 'strong'), span(' leave; it goes on, and trackdeck comes back to it')],
    [span('X', 'strong'), span(' stop it at the next batch and leave')],
  ];
}
