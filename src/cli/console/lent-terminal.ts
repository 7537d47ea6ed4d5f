import { once } from 'node:events';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { LendTerminal } from '../../ui/app.tsx';

export type LentTerminal = {
  /** What a mounted screen brings; before that there is nothing to give away. */
  connect(lend: LendTerminal): void;
  /** Back to the shell until `fg`. */
  suspend(): Promise<void>;
  /** Draws everything anew. */
  redraw(): Promise<void>;
  /** Whether somebody else has it: all is drawn anew when it comes back. */
  isLent(): boolean;
};

/** Where no shell waits for the group, as in `ssh -t host trackdeck`, the kernel drops the signal. */
const STOP_MS = 100;

/** Gives the terminal away and takes it back, one borrower at a time. */
export function createLentTerminal(): LentTerminal {
  let lend: LendTerminal = (use) => use();
  let isLent = false;

  async function lendOnce(use: () => Promise<void>): Promise<void> {
    if (isLent) return;
    isLent = true;
    try {
      await lend(async () => {
        await use();
        await takeItsSize();
      });
    } finally {
      isLent = false;
    }
  }

  return {
    connect(newLend) {
      lend = newLend;
    },
    suspend: () =>
      lendOnce(async () => {
        process.stdout.write('trackdeck is suspended, the engine goes on; fg comes back\n');
        const patience = new AbortController();
        const resumed = once(process, 'SIGCONT', { signal: patience.signal }).catch(() => {});
        // The whole group: npm and its shell in front of us must stop too, or no shell would notice.
        process.kill(0, 'SIGTSTP');
        await Promise.race([resumed, setTimeout(STOP_MS)]);
        patience.abort();
      }),
    redraw: () => lendOnce(async () => {}),
    isLent: () => isLent,
  };
}

/**
 * Who is stopped or in the background is told of no new size, and Node asks for it at this signal
 * alone. The frame of that size is there before Ink draws the one it has.
 */
async function takeItsSize(): Promise<void> {
  process.emit('SIGWINCH', 'SIGWINCH');
  await setImmediate();
}
