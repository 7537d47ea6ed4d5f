import { onTestFinished } from 'vitest';
import { CLI_PATH } from '../cli/start-cli.ts';
import { endEngine } from './kill-engine.ts';
import type { ScreenPlace } from './screen-place.ts';
import { startOnTerminal, type TerminalProgram, type TerminalSize } from './terminal-program.ts';

/** Where a downloaded data set would come from: nobody answers there. */
const NO_DOWNLOAD = 'http://127.0.0.1:9/tracks.csv';

export type StartScreenOptions = Partial<TerminalSize> & {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A shell command that runs the console where it says `"$@"`. */
  readonly shell?: string;
  readonly atEnd?: (cleanUp: () => Promise<void>) => void;
};

/**
 * Starts the built console on a terminal of its own, in the directories of the place. What is
 * left of it and of its engine ends with the test.
 */
export function startScreen(
  place: ScreenPlace,
  { columns = 120, rows = 40, args = [], env = {}, shell, atEnd }: StartScreenOptions = {},
): TerminalProgram {
  const command = [process.execPath, '--max-semi-space-size=8', CLI_PATH, ...place.flags, ...args];
  const [file = '', ...rest] =
    shell === undefined ? command : ['bash', '--norc', '-c', shell, 'bash', ...command];
  const clean = atEnd ?? onTestFinished;
  clean(() => endEngine(place));
  return startOnTerminal(file, rest, {
    columns,
    rows,
    cwd: place.directory,
    atEnd: clean,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: place.directory,
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      TERM: 'xterm-256color',
      DATASET_URL: NO_DOWNLOAD,
      ...place.env,
      ...env,
    },
  });
}
