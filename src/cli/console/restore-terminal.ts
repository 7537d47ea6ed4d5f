/** Ends of what a screen turns on: held-back output, pasting in brackets, hidden cursor, alternate screen. */
const ENDS = ['\x1b[?2026l', '\x1b[?2004l', '\x1b[?25h', '\x1b[?1049l'].join('');

/** The terminal as a shell wants it, where a fault has kept the screen from leaving it so. */
export function restoreTerminal(): void {
  if (process.stdin.isTTY) process.stdin.setRawMode(false);
  process.stdout.write(ENDS);
}
