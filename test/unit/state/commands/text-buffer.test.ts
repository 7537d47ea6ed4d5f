import { expect, test } from 'vitest';
import { TextBuffer } from '../../../../src/state/commands/text-buffer.ts';

test('text comes back in the order in which it was appended, in UTF-8', () => {
  const buffer = new TextBuffer();

  for (const text of ['café ', '', '漢字 ', '😀']) buffer.append(text);

  expect(Buffer.from(buffer.bytes()).toString('utf8')).toBe('café 漢字 😀');
});

test('text of any length has room, however many bytes its characters take', () => {
  const buffer = new TextBuffer();
  const long = '漢'.repeat(200_000);

  buffer.append('before ');
  buffer.append(long);
  buffer.append(' after');

  expect(Buffer.from(buffer.bytes()).toString('utf8')).toBe(`before ${long} after`);
});

test('nothing of the text before stays after it was cleared', () => {
  const buffer = new TextBuffer();
  buffer.append('the text before');

  buffer.clear();
  buffer.append('next');

  expect(Buffer.from(buffer.bytes()).toString('utf8')).toBe('next');
});
