import { expect } from 'vitest';

/** The last words on stderr are one failure, named by its code, and say this; progress may stand before. */
export function expectFailure(stderr: string, code: string, says: RegExp): void {
  const at = stderr.lastIndexOf('\ntrackdeck: ') + 1;
  const words = stderr.slice(stderr.startsWith('trackdeck: ') && at === 0 ? 0 : at);
  expect(words, stderr).toMatch(new RegExp(`^trackdeck: ${code}: .+\\n(  .+\\n)+$`));
  expect(words).toMatch(says);
  expect(words).not.toMatch(/^\s+at |node:internal|INTERNAL/m);
}
