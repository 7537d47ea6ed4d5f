import { expect } from 'vitest';
import { controlCharacters } from './control-characters.ts';

/** stderr holds one failure, named by its code, with advice, and nothing of the program's insides. */
export function expectOneMessage(stderr: string, code: string, says: RegExp): void {
  expect(stderr.match(/^trackdeck: /gm), stderr).toHaveLength(1);
  expect(stderr).toMatch(new RegExp(`^trackdeck: ${code}: .+\\n(  .+\\n)+$`));
  expect(stderr).toMatch(says);
  expect(stderr).not.toMatch(/^\s+at |node:internal|INTERNAL/m);
  expect(controlCharacters(stderr)).toEqual([]);
}
