import type { VirtualTerminal } from './virtual-terminal.ts';

/** What was on the screen since somebody looks, however briefly. */
export type ScreenWatch = {
  /** Looks at the screen as it is, unless a frame is only half there. */
  look(): void;
  /** The first screen that looked so. */
  found(): string | undefined;
  /** The last rows that changed, each with the time since the watch began. */
  changes(): readonly string[];
  end(): void;
};

const MOST_CHANGES = 100;

/** Looks at each frame from now on, also at those that another one soon replaces. */
export function watchScreen(
  terminal: VirtualTerminal,
  looksSo: (text: string) => boolean,
): ScreenWatch {
  const startedAt = performance.now();
  const changes: string[] = [];
  let rows = terminal.lines();
  let found: string | undefined;

  function noteChanges(next: readonly string[]): void {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(2);
    for (const [row, text] of next.entries()) {
      if (text !== rows[row]) changes.push(`${seconds} s, row ${row}: ${text}`);
    }
    changes.splice(0, changes.length - MOST_CHANGES);
    rows = next;
  }

  function look(): void {
    if (found !== undefined || terminal.isInFrame()) return;
    noteChanges(terminal.lines());
    const text = rows.join('\n');
    if (looksSo(text)) found = text;
  }

  const end = terminal.watch(look);
  return { look, found: () => found, changes: () => changes, end };
}
