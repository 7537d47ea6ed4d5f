import { expect, test } from 'vitest';
import { questionRow } from '../../../../src/ui/dialogs/question-row.ts';
import type { Dialog } from '../../../../src/ui/screen/screen-state.ts';
import { rowText } from '../../../support/screen/row-text.ts';

const STOP: Dialog = { name: 'stop-ingestion', engine: 'engine-1', begunAt: 1 };
const LEAVE: Dialog = { name: 'leave', engine: 'engine-1', work: 'is at rest' };

function asked(dialog: Dialog, width: number, watchers = 1): string | null {
  const asRow = questionRow(dialog, { watchers }, width);
  return asRow && rowText(asRow);
}

test.each([
  [60, 'Stop the ingestion?  y yes, stop  Esc cancel'],
  [43, 'Stop the ingestion?  y yes  Esc no'],
  [33, 'Stop ingestion?  y yes  Esc no'],
  [29, null],
])('in %i cells a question has a word about each of its keys, or is not asked', (width, text) => {
  expect(asked(STOP, width)).toBe(text);
});

test('whoever leaves an engine that others watch must be told so', () => {
  expect(asked(LEAVE, 40)).toBe('Leave?  d leave  X stop  Esc stay');
  expect(asked(LEAVE, 40, 2)).toBeNull();
});

test('what shows first what it would do is not asked in one row', () => {
  expect(asked({ name: 'submit-spark', engine: 'engine-1' }, 80)).toBeNull();
  expect(asked({ name: 'help' }, 80)).toBeNull();
});
