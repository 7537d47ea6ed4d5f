import { expect, test } from 'vitest';
import { printableText } from '../../../src/domain/printable-text.ts';

test.each([
  ['an escape sequence', '\u001b[2Jtitle', '·[2Jtitle'],
  ['line breaks and tabs', 'a\r\n\tb', 'a···b'],
  ['a C1 control', 'a\u0082b\u009bc', 'a·b·c'],
  ['bidirectional marks', '\u202eabc\u202c\u2066x\u2069\u200f', '·abc··x··'],
])('%s does not reach the terminal', (_, text, shown) => {
  expect(printableText(text)).toBe(shown);
});

test('letters of every script stay as they are', () => {
  const text = 'Björk 椎名林檎 فيروز e\u0301 🎵 – “x”';

  expect(printableText(text)).toBe(text);
});
