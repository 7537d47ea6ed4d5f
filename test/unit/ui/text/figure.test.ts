import { expect, test } from 'vitest';
import { formatCount } from '../../../../src/domain/format.ts';
import { glyphsOf } from '../../../../src/ui/glyphs.ts';
import { type Figure, figureSpan, shortFigureSpan } from '../../../../src/ui/text/figure.ts';

const FIGURES: readonly Figure[] = [
  { kind: 'none-yet' },
  { kind: 'known', value: 0 },
  { kind: 'denied' },
  { kind: 'stale', value: 1_234, ageMs: 30_000 },
];

test('the four kinds of no number differ', () => {
  const texts = FIGURES.map((figure) => figureSpan(figure, formatCount, glyphsOf(false)).text);

  expect(texts).toEqual(['–', '0', '⊘', '1,234? 30 s']);
});

test('they differ without Unicode too', () => {
  const texts = FIGURES.map((figure) => figureSpan(figure, formatCount, glyphsOf(true)).text);

  expect(texts).toEqual(['-', '0', 'x', '1,234? 30 s']);
});

test('in few cells what is stale is told without its age', () => {
  const texts = FIGURES.map((figure) => shortFigureSpan(figure, formatCount, glyphsOf(false)).text);

  expect(texts).toEqual(['–', '0', '⊘', '1,234?']);
});
