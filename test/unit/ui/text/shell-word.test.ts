import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellWord } from '../../../../src/ui/text/shell-word.ts';

test('a plain path stands as it is', () => {
  expect(shellWord('/run/user/1000/trackdeck/engine.sock')).toBe(
    '/run/user/1000/trackdeck/engine.sock',
  );
});

test.each(['', "it's", 'two words', '$HOME `id` "x" \\ *', "a'b'c\nd"])(
  'a shell takes %j for one word and leaves it as it is',
  (text) => {
    const printed = execFileSync('sh', ['-c', `printf '%s|' ${shellWord(text)}`], {
      encoding: 'utf8',
    });

    expect(printed).toBe(`${text}|`);
  },
);
