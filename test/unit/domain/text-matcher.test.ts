import { expect, test } from 'vitest';
import { textMatcher } from '../../../src/domain/text-matcher.ts';

test('a text is held in any case, anywhere, of any script', () => {
  const texts = ['Sigur Rós', 'RÓS', 'Rosa', 'Ψυχή ρός'];

  expect(texts.filter(textMatcher('rÓS'))).toEqual(['Sigur Rós', 'RÓS']);
});

test('every text holds the empty one', () => {
  expect(['', 'a'].filter(textMatcher(''))).toEqual(['', 'a']);
});
