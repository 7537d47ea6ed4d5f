import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { spawn } from '@lydell/node-pty';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CLI = join(ROOT, 'dist', 'cli.js');
const SIZE = { cols: 160, rows: 50 } as const;

/** The console on a terminal that nobody parses: what is measured is the console. */
export type ScreenProgram = {
  readonly pid: number;
  /** Milliseconds from its start to the first output that matches. */
  untilOutput(pattern: RegExp): Promise<number>;
  /**
   * Milliseconds from a key to the first output after it whose text matches.
   *
   * @throws where none does within two seconds
   */
  answerTo(key: string, pattern: RegExp): Promise<number>;
  /** Bytes sent so far. */
  bytes(): number;
  end(): Promise<void>;
};

type Waiter = { readonly pattern: RegExp; readonly resolve: (at: number) => void };

const MISSED_MS = 2_000;
const PATIENCE_MS = 20_000;

type ScreenProgramOptions = {
  /** A line between operator and program: keys and output take so long each way. */
  readonly oneWayMs?: number;
  /** As `npm start`, which is then the process that is told of. */
  readonly isStartedByNpm?: boolean;
};

/** What a program shows first: panes, or that it looks for its engine. */
export const FIRST_FRAME = /connecting|Producer/;

export function startScreenProgram(
  args: readonly string[],
  home: string,
  { oneWayMs = 0, isStartedByNpm = false }: ScreenProgramOptions = {},
): ScreenProgram {
  const startedAt = performance.now();
  const [file, ...before] = isStartedByNpm
    ? ['npm', 'start', '--']
    : // Node's option is that of the command's first line.
      [process.execPath, '--max-semi-space-size=8', CLI];
  const pty = spawn(file, [...before, ...args], {
    ...SIZE,
    cwd: isStartedByNpm ? ROOT : home,
    env: { PATH: process.env['PATH'], HOME: home, TERM: 'xterm-256color', LANG: 'C.UTF-8' },
  });
  let [text, bytes, hasExited] = ['', 0, false];
  let waiter: Waiter | undefined;
  const arrive = (chunk: string) => {
    // Enough for whatever is waited for; a pattern may lie across two chunks.
    text = (text + chunk).slice(-100_000);
    if (waiter?.pattern.test(stripVTControlCharacters(text))) {
      waiter.resolve(performance.now());
      waiter = undefined;
    }
  };
  pty.onData((chunk) => {
    bytes += Buffer.byteLength(chunk);
    if (oneWayMs === 0) arrive(chunk);
    else void setTimeout(oneWayMs).then(() => arrive(chunk));
  });
  const exited = new Promise<void>((resolve) => {
    pty.onExit(() => {
      hasExited = true;
      resolve();
    });
  });
  const wait = (pattern: RegExp) =>
    new Promise<number>((resolve) => {
      waiter = { pattern, resolve };
      arrive('');
    });
  const write = (key: string) => {
    if (oneWayMs === 0) pty.write(key);
    else void setTimeout(oneWayMs).then(() => pty.write(key));
  };

  return {
    pid: pty.pid,
    async untilOutput(pattern) {
      const matchedAt = await Promise.race([wait(pattern), setTimeout(PATIENCE_MS)]);
      if (matchedAt === undefined) throw new Error(`no ${pattern} within ${PATIENCE_MS} ms`);
      return matchedAt - startedAt;
    },
    async answerTo(key, pattern) {
      text = '';
      const pressedAt = performance.now();
      write(key);
      const answeredAt = await Promise.race([wait(pattern), setTimeout(MISSED_MS)]);
      if (answeredAt === undefined) {
        const shown = JSON.stringify(stripVTControlCharacters(text).slice(-500));
        throw new Error(
          `no ${pattern} after ${JSON.stringify(key)} within ${MISSED_MS} ms; sent was ${shown}`,
        );
      }
      return answeredAt - pressedAt;
    },
    bytes: () => bytes,
    async end() {
      if (!hasExited) pty.kill('SIGKILL');
      await exited;
    },
  };
}
