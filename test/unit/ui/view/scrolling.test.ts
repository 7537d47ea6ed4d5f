import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ScrollMove, scrolledTo } from '../../../../src/ui/view/scrolling.ts';

const LIST = { rows: 100, visible: 9 };

test.each<[ScrollMove, number, number]>([
  ['down', 0, 1],
  ['up', 5, 4],
  ['up', 0, 0],
  ['page-down', 4, 13],
  ['page-up', 4, 0],
  ['half-page-down', 0, 5],
  ['half-page-up', 20, 15],
  ['bottom', 3, 91],
  ['top', 80, 0],
  ['down', 91, 91],
])('%s from row %i goes to row %i', (move, from, to) => {
  expect(scrolledTo(move, from, LIST)).toBe(to);
});

test('pages of a text may be of other sizes', () => {
  const text = { ...LIST, page: { shown: 8, above: 7, last: 93 } };

  expect(scrolledTo('page-down', 4, text)).toBe(12);
  expect(scrolledTo('page-up', 12, text)).toBe(5);
  expect(scrolledTo('bottom', 4, text)).toBe(93);
});

test('a list that has grown shorter is left from its new end', () => {
  expect(scrolledTo('up', 91, { rows: 20, visible: 9 })).toBe(10);
});

test('a list that fits stays where it is', () => {
  expect(scrolledTo('down', 0, { rows: 9, visible: 9 })).toBe(0);
});

test('the last page is always full, whatever the moves', () => {
  const moves = fc.array(
    fc.constantFrom<ScrollMove>('up', 'down', 'page-up', 'page-down', 'half-page-down', 'bottom'),
  );
  const extents = fc.record({ rows: fc.nat(300), visible: fc.integer({ min: 1, max: 60 }) });

  fc.assert(
    fc.property(moves, extents, (pressed, extent) => {
      const row = pressed.reduce((from, move) => scrolledTo(move, from, extent), 0);
      return row >= 0 && row <= Math.max(0, extent.rows - extent.visible);
    }),
  );
});
