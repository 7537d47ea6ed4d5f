import { expect, test } from 'vitest';
import { watchScreen } from '../../support/terminal/screen-watch.ts';
import { createVirtualTerminal } from '../../support/terminal/virtual-terminal.ts';

const FIRST_ROW = '\u001b[H';

function frame(text: string): string {
  return `\u001b[?2026h${FIRST_ROW}${text}\u001b[?2026l`;
}

test('a frame that comes together with the next one is seen', async () => {
  const terminal = createVirtualTerminal(20, 2);
  const watch = watchScreen(terminal, (text) => text.includes('passing'));

  terminal.write(frame('at rest') + frame('passing') + frame('at rest'));
  await terminal.settled();

  expect(watch.found()).toMatch('passing');
  expect(terminal.lines()[0]).toBe('at rest');
});

test('what is only half there is not seen', async () => {
  const terminal = createVirtualTerminal(20, 2);
  const watch = watchScreen(terminal, (text) => text.includes('half'));

  terminal.write(`${frame('at rest')}\u001b[?2026h${FIRST_ROW}half`);
  await terminal.settled();
  watch.look();

  expect(watch.found()).toBeUndefined();
});

test('whoever waited in vain can read what changed meanwhile', async () => {
  const terminal = createVirtualTerminal(20, 2);
  const watch = watchScreen(terminal, () => false);

  terminal.write(frame('one'));
  terminal.write(frame('two'));
  await terminal.settled();
  watch.end();
  terminal.write(frame('six'));
  await terminal.settled();

  expect(watch.changes()).toEqual([
    expect.stringMatching(/^\d+\.\d\d s, row 0: one$/),
    expect.stringMatching(/^\d+\.\d\d s, row 0: two$/),
  ]);
});
