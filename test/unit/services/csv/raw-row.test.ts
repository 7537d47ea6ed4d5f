import { expect, test } from 'vitest';
import { checkRawRow, rawCells } from '../../../../src/services/csv/raw-row.ts';
import { COLUMNS, rowCells, rowLine } from '../../../support/csv/csv-text.ts';

test('a row apart from its file is judged as in it', () => {
  const verdict = checkRawRow(Buffer.from(rowLine({ tempo: '99.5' })), COLUMNS, 12);

  expect(verdict).toMatchObject({ ok: true, row: { tempo: 99.5, record_id: 12 } });
});

test('the columns of its data set decide, whatever their order', () => {
  const turned = [...rowCells()].reverse().join(',');

  const verdict = checkRawRow(Buffer.from(turned), [...COLUMNS].reverse(), 0);

  expect(verdict).toMatchObject({ ok: true, row: { track_genre: 'drone' } });
});

test.each([
  ['nothing', '', 'column-count'],
  ['a line break alone', '\r\n', 'column-count'],
  ['two rows', rowLine() + rowLine(), 'column-count'],
  ['an unclosed quote', rowLine().replace('Song', '"Song'), 'quote-not-closed'],
])('%s is no row', (_, raw, reason) => {
  const verdict = checkRawRow(Buffer.from(raw), COLUMNS, 0);

  expect(verdict).toMatchObject({ ok: false, rejection: { reason } });
});

test('cells of a row that the parser does not get through are not told', () => {
  expect(rawCells(Buffer.from('a,"b",c'))).toEqual(['a', 'b', 'c']);
  expect(rawCells(Buffer.from('a,"b,c'))).toBeUndefined();
});
