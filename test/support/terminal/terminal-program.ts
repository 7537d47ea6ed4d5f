import { setTimeout } from 'node:timers/promises';
import { type IPty, spawn } from '@lydell/node-pty';
import { until } from '../cli/until.ts';
import { KEYS, type KeyName } from './keys.ts';
import { watchScreen } from './screen-watch.ts';
import { createVirtualTerminal, type VirtualTerminal } from './virtual-terminal.ts';

export type TerminalSize = { readonly columns: number; readonly rows: number };

type TerminalExit = {
  readonly exitCode: number;
  /** Number of the signal that ended it; 0 without one. */
  readonly signal: number;
};

/** A program that runs on a terminal of its own, and an operator before it. */
export type TerminalProgram = {
  readonly pid: number;
  readonly terminal: VirtualTerminal;
  /** Presses keys one by one: a character, or a key's name. */
  press(...keys: readonly (KeyName | (string & {}))[]): void;
  /** Sends bytes as they are, in one piece. */
  send(bytes: string): void;
  /** The visible grid as text. */
  text(): string;
  /** Every byte that the program sent. */
  output(): string;
  /**
   * Waits until the whole screen looks so, be it for a single frame; fails with what changed
   * meanwhile, and the last frame, in the message.
   */
  untilScreen(
    what: string,
    looksSo: (text: string) => boolean,
    options?: { readonly timeoutMs?: number },
  ): Promise<string>;
  /** Waits until the screen shows a text or matches. */
  untilShown(expected: string | RegExp, options?: { readonly timeoutMs?: number }): Promise<string>;
  /** Waits until nothing was sent for so long. */
  untilQuiet(milliseconds: number): Promise<void>;
  resize(size: TerminalSize): void;
  /** Closes the terminal, as a lost SSH connection does. */
  hangUp(): void;
  kill(signal: NodeJS.Signals): void;
  hasExited(): boolean;
  readonly exited: Promise<TerminalExit>;
};

type TerminalProgramOptions = TerminalSize & {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Who kills the program if it is still there at the end. */
  readonly atEnd: (cleanUp: () => Promise<void>) => void;
};

/** Output may still be on its way when the program's end is reported. */
const DRAIN_MS = 20;

export function startOnTerminal(
  file: string,
  args: readonly string[],
  { columns, rows, env, cwd, atEnd }: TerminalProgramOptions,
): TerminalProgram {
  const terminal = createVirtualTerminal(columns, rows);
  const pty = spawn(file, [...args], {
    cols: columns,
    rows,
    env: { ...env },
    ...(cwd === undefined ? {} : { cwd }),
  }) as ClosablePty;
  const chunks: string[] = [];
  let lastOutputAt = performance.now();
  let hasExited = false;
  pty.onData((chunk) => {
    chunks.push(chunk);
    lastOutputAt = performance.now();
    terminal.write(chunk);
  });
  const exited = new Promise<TerminalExit>((resolve) => {
    pty.onExit(({ exitCode, signal = 0 }) => {
      hasExited = true;
      void setTimeout(DRAIN_MS)
        .then(() => terminal.settled())
        .then(() => resolve({ exitCode, signal }));
    });
  });
  atEnd(async () => {
    if (!hasExited) pty.kill('SIGKILL');
    await exited;
  });
  const text = () => terminal.lines().join('\n');

  async function untilScreen(
    what: string,
    looksSo: (text: string) => boolean,
    options: { readonly timeoutMs?: number } = {},
  ): Promise<string> {
    await terminal.settled();
    const watch = watchScreen(terminal, looksSo);
    const look = async () => {
      await terminal.settled();
      watch.look();
      return watch.found();
    };
    try {
      const shown = await until(what, look, { ...options, unless: () => hasExited });
      const final = shown ?? (await look());
      if (final === undefined) throw new Error(`The program has ended, without ${what}`);
      return final;
    } catch (error) {
      const changes = watch.changes().join('\n');
      throw new Error(`${(error as Error).message}\n${changes}\nThe screen shows\n${text()}`);
    } finally {
      watch.end();
    }
  }

  return {
    pid: pty.pid,
    terminal,
    press(...keys) {
      for (const key of keys) pty.write(key in KEYS ? KEYS[key as KeyName] : key);
    },
    send: (bytes) => pty.write(bytes),
    text,
    output: () => chunks.join(''),
    untilScreen,
    untilShown: (expected, options) =>
      untilScreen(
        String(expected),
        (shown) => (typeof expected === 'string' ? shown.includes(expected) : expected.test(shown)),
        options,
      ),
    async untilQuiet(milliseconds) {
      await until(`${milliseconds} ms without output`, () => {
        return performance.now() - lastOutputAt >= milliseconds;
      });
      await terminal.settled();
    },
    resize({ columns: newColumns, rows: newRows }) {
      terminal.resize(newColumns, newRows);
      pty.resize(newColumns, newRows);
    },
    hangUp: () => pty.destroy(),
    kill: (signal) => process.kill(pty.pid, signal),
    hasExited: () => hasExited,
    exited,
  };
}

/** The package has this for closing the terminal's other side, and leaves it out of its types. */
type ClosablePty = IPty & { destroy(): void };
