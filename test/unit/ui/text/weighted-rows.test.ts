import { expect, test } from 'vitest';
import { row } from '../../../../src/ui/text/row.ts';
import { fittingRows, weighted } from '../../../../src/ui/text/weighted-rows.ts';

const rows = [
  ...weighted(0, row('status')),
  ...weighted(3, row('batches')),
  ...weighted(1, row('rows'), row('rejected')),
];
const shown = (height: number) => fittingRows(rows, height).map(([span]) => span?.text);

test('all rows keep their order where they fit', () => {
  expect(shown(9)).toEqual(['status', 'batches', 'rows', 'rejected']);
});

test('the heaviest row goes first, of two of one weight the later one', () => {
  expect(shown(3)).toEqual(['status', 'rows', 'rejected']);
  expect(shown(2)).toEqual(['status', 'rows']);
});

test('without room there are none', () => {
  expect(shown(0)).toEqual([]);
});
