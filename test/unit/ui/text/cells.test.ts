import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { cellWidth, cutCells, fitCells, wrapCells } from '../../../../src/ui/text/cells.ts';

const ellipsis = '…';

test('the short way of counting cells counts like the long one', () => {
  const narrow = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code + 0x20));

  const different = narrow.filter((text) => cellWidth(text) !== stringWidth(text));

  expect(different).toEqual([]);
});

test('text is cut to its cells with one ellipsis', () => {
  expect(cutCells('spotify-tracks', 8, ellipsis)).toBe('spotify…');
  expect(cutCells('spotify', 7, ellipsis)).toBe('spotify');
  expect(cutCells('a b c', 3, ellipsis)).toBe('a…');
});

test('half a wide character is not shown', () => {
  expect(fitCells('月海光', 4, { ellipsis })).toBe('月… ');
});

test('numbers stand at the right', () => {
  expect(fitCells('42', 5, { align: 'right', ellipsis })).toBe('   42');
});

test('fitted text takes exactly its cells', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ' ', '月', 'é', 'e\u0301', '─') });
  fc.assert(
    fc.property(text, fc.nat({ max: 20 }), (given, width) => {
      expect(stringWidth(fitCells(given, width, { ellipsis }))).toBe(width);
    }),
  );
});

test('text is wrapped between words, and inside a word that is too long', () => {
  expect(wrapCells('cannot reach broker localhost', 12)).toEqual([
    'cannot reach',
    'broker',
    'localhost',
  ]);
  expect(wrapCells('abcdefgh ij', 3)).toEqual(['abc', 'def', 'gh', 'ij']);
});
