import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { type JobLine, readJobLine } from './job-lines.ts';
import type { JobLog } from './job-log.ts';
import { sparkError } from './spark-errors.ts';

/** How spark-submit has ended. */
export type JobEnd =
  | { readonly code: number; readonly signal: null }
  | { readonly code: null; readonly signal: NodeJS.Signals };

/** A job at work: spark-submit, its Java and its Python, in a process group of their own. */
export type SparkJob = {
  /** Once nothing of it is left on this machine. */
  readonly ended: Promise<JobEnd>;
  /** Asks it to end, and kills what is still there after `STOP_MS`; returns once nothing is. */
  stop(): Promise<void>;
};

export type JobCommand = {
  readonly path: string;
  readonly parameters: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
};

/** Of the two seconds that a stop may take. */
const STOP_MS = 1_200;

/**
 * @param onLine - told each line of the job's own; all else that it writes goes to the log
 * @throws `SPARK_NOT_INSTALLED` when it cannot be started
 */
export async function submitJob(
  command: JobCommand,
  log: JobLog,
  onLine: (line: JobLine) => void,
): Promise<SparkJob> {
  const child = spawn(command.path, command.parameters, {
    detached: true,
    env: command.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  closed.catch(() => {});
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw sparkError('SPARK_NOT_INSTALLED', `${command.path} cannot be started`, { cause: error });
  }
  const leader = child.pid ?? 0;
  child.stderr.setEncoding('utf8').on('data', (text: string) => log.write(text));
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = readJobLine(text);
    if (line === undefined) log.write(`${text}\n`);
    else onLine(line);
  });
  const exited = once(child, 'exit');

  async function untilEnded(): Promise<JobEnd> {
    await exited;
    // What it has started does not outlive it, also when it was killed itself.
    signalGroup(leader, 'SIGKILL');
    const [code, signal] = await closed;
    return signal === null ? { code: code ?? 0, signal } : { code: null, signal };
  }
  const ended = untilEnded();

  return {
    ended,
    async stop() {
      signalGroup(leader, 'SIGTERM');
      const timer = new AbortController();
      const late = setTimeout(STOP_MS, undefined, { signal: timer.signal }).then(
        () => signalGroup(leader, 'SIGKILL'),
        () => {},
      );
      await ended;
      timer.abort();
      await late;
    },
  };
}

/** Does nothing when none of it is left. */
function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
