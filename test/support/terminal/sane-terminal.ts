import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { TerminalProgram } from './terminal-program.ts';

const LEFT_ALTERNATE_SCREEN = '\x1b[?1049l';
const SHOW_CURSOR = '\x1b[?25h';
const HIDE_CURSOR = '\x1b[?25l';

/** What a program must have undone at its end: alternate screen, hidden cursor, modes of input. */
export function expectSaneTerminal({ terminal, output }: TerminalProgram): void {
  const written = output();
  expect(terminal.isOnAlternateScreen(), 'on the main screen').toBe(false);
  expect(written, 'left the alternate screen').toContain(LEFT_ALTERNATE_SCREEN);
  expect(written.lastIndexOf(SHOW_CURSOR), 'cursor shown').toBeGreaterThan(
    written.lastIndexOf(HIDE_CURSOR),
  );
  expect(terminal.modes()).toEqual({ bracketedPaste: false, mouse: 'none', focusReports: false });
}

/**
 * A shell around a program that prints the settings of the terminal before it and after it, and how
 * it ended.
 */
export const SHELL_WITH_SETTINGS = 'stty -g; "$@"; echo "exit code $?"; stty -g; sleep 0.1';

/** Echo, line by line, and all else that such a shell printed is after the program as before it. */
export function expectSettingsKept({ text }: Pick<TerminalProgram, 'text'>): void {
  const settings = text().match(/^[0-9a-f]+(?::[0-9a-f]+){10,}/gm) ?? [];
  expect(settings.length, 'settings printed').toBeGreaterThanOrEqual(2);
  expect(new Set(settings).size, 'settings of the terminal as before').toBe(1);
}

/** Sends a signal to the program that such a shell runs, and not to the shell. */
export function killUnderShell({ pid }: TerminalProgram, signal: NodeJS.Signals): void {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  process.kill(Number(child), signal);
}
