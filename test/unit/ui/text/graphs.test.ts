import { expect, test } from 'vitest';
import { glyphsOf } from '../../../../src/ui/glyphs.ts';
import { bar, chart, doneCells, histogram, sparkline } from '../../../../src/ui/text/graphs.ts';

const glyphs = glyphsOf(false);
const ascii = glyphsOf(true);

test('a sparkline ends with the newest point and is scaled to its greatest', () => {
  expect(sparkline([900, 0, 1, 50, 100], 4, glyphs)).toBe('▁▁▄█');
});

test('a short history leaves the left of its sparkline empty', () => {
  expect(sparkline([1, 2], 5, glyphs)).toBe('   ▄█');
});

test('a sparkline of nothing lies on the ground', () => {
  expect(sparkline([0, 0, 0], 3, glyphs)).toBe('▁▁▁');
});

test('an empty bar of a histogram is empty and a low one is seen', () => {
  expect(histogram([0, 1, 500, 1_000], 4, glyphs)).toBe(' ▁▄█');
});

test('bars share a cell where there are more bars than cells', () => {
  expect(histogram([1, 1, 4, 4, 0, 2], 3, glyphs)).toBe('▂█▂');
});

test('bars grow wider where there is room for whole ones', () => {
  expect(histogram([1, 2], 5, glyphs)).toBe('▄▄██');
});

test('without blocks levels grow darker and are never taken for figures', () => {
  const counts = Array.from({ length: 40 }, (_, count) => count);

  expect(histogram([0, 1, 500, 1_000], 4, ascii)).toBe(' .=#');
  expect(histogram(counts, 40, ascii)).toMatch(/^ \.+:+-+=+\++\*+#+$/);
});

test('a chart is as high as its rows, an empty bar is empty and a low one is seen', () => {
  const lines = chart([0, 1, 500, 750, 1_000], { cellsPerBar: 2, rows: 2 }, glyphs);

  expect(lines).toEqual(['      ▄▄██', '  ▁▁██████']);
  expect(chart([0, 0], { cellsPerBar: 1, rows: 1 }, glyphs)).toEqual(['  ']);
});

test('a bar is as long as its share, to an eighth of a cell', () => {
  expect([0, 0.5, 0.53125, 1, 7].map((share) => bar(share, 4, glyphs))).toEqual([
    '',
    '██',
    '██▏',
    '████',
    '████',
  ]);
});

test('progress is not whole before the end', () => {
  expect([0, 0.999, 1].map((share) => doneCells(share, 10))).toEqual([0, 9, 10]);
});
