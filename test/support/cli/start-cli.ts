import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** The built command; `npm run test:e2e` builds it first. */
export const CLI_PATH = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

/** Nothing of the host's configuration, and a download source where nobody answers. */
const BARE_ENVIRONMENT = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  DATASET_URL: 'http://127.0.0.1:9/tracks.csv',
};

type CliExit = {
  /** `null` when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type RunningCli = {
  readonly pid: number;
  readonly exited: Promise<CliExit>;
  readonly stderr: () => string;
  readonly hasExited: () => boolean;
  /** Waits for what stderr says; fails when the process ends without having said it. */
  untilStderr(pattern: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
};

export type CliOptions = {
  /** What the process finds in its environment beside the barest. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Another program than this Node. */
  readonly node?: string;
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
  /** Who kills the process if it is still there at the end. Default: the end of this test. */
  readonly atEnd?: (cleanUp: () => Promise<void>) => void;
};

/** Starts the command without a terminal; stdin is empty. */
export function startCli(args: readonly string[], options: CliOptions = {}): RunningCli {
  const { env = {}, cwd, node = process.execPath, nodeOptions = [] } = options;
  const child = spawn(node, [...nodeOptions, CLI_PATH, ...args], {
    cwd,
    env: { ...BARE_ENVIRONMENT, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let hasExited = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exited = new Promise<CliExit>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => {
      hasExited = true;
      resolve({ exitCode, signal, stdout, stderr });
    });
  });
  (options.atEnd ?? onTestFinished)(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  return {
    pid: child.pid ?? 0,
    exited,
    stderr: () => stderr,
    hasExited: () => hasExited,
    untilStderr: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (pattern.test(stderr)) resolve();
        };
        look();
        child.stderr.on('data', look);
        child.on('close', () => reject(new Error(`ended without ${pattern}:\n${stderr}`)));
      }),
    kill: (signal) => {
      child.kill(signal);
    },
  };
}

/** Runs the command to its end. */
export function runCli(args: readonly string[], options?: CliOptions): Promise<CliExit> {
  return startCli(args, options).exited;
}
