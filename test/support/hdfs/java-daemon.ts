import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';

/** A Java process that can be started, ended and started again. */
export type JavaDaemon = {
  start(): void;
  /** The exit code where it has ended by itself, which no daemon should. */
  endedWith(): number | null;
  /** Does nothing when it is not running. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** SIGSTOP and SIGCONT: connections stay, answers do not come. */
  freeze(): void;
  thaw(): void;
};

/** @param logFile - takes all it writes, also over restarts */
export function createJavaDaemon(
  parameters: readonly string[],
  logFile: string,
  environment: NodeJS.ProcessEnv = process.env,
): JavaDaemon {
  let child: ChildProcess | undefined;
  return {
    start() {
      const log = openSync(logFile, 'a');
      child = spawn('java', parameters, { stdio: ['ignore', log, log], env: environment });
    },
    endedWith: () => child?.exitCode ?? null,
    async end(signal) {
      const ending = child;
      child = undefined;
      if (ending === undefined || ending.exitCode !== null) return;
      const exited = once(ending, 'exit');
      // One that is frozen takes no other signal.
      ending.kill('SIGCONT');
      ending.kill(signal);
      await exited;
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
  };
}
