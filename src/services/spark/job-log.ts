import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What Spark writes beside the lines of a job, in a file of the state directory. */
export type JobLog = {
  write(text: string): void;
  /** The newest thing Spark calls an error, without its stack; `undefined` where there is none. */
  lastError(): string | undefined;
  close(): Promise<void>;
};

/** Logs of earlier runs that are kept beside the new one. */
const KEPT_LOGS = 9;
/** A stream may go on for weeks. */
const MAX_LOG_BYTES = 10_000_000;
const MAX_ERROR_CHARACTERS = 300;
const ERROR_LINE =
  /^\S+ \S+ ERROR \S+: (.+)$|^(?:Exception in thread "\S+" )?(\S+(?:Exception|Error): .+)$/;

/** A file or a directory that cannot be written costs the log, not the run. */
export async function openJobLog(path: string): Promise<JobLog> {
  await prepareDirectory(dirname(path)).catch(() => {});
  const file = createWriteStream(path, { mode: 0o600 }).on('error', () => {});
  let written = 0;
  let unfinished = '';
  let lastError: string | undefined;

  function notice(text: string): void {
    const lines = (unfinished + text).split('\n');
    unfinished = (lines.pop() ?? '').slice(0, MAX_LOG_BYTES);
    for (const line of lines) {
      const [, logged, thrown] = ERROR_LINE.exec(line) ?? [];
      lastError = (logged ?? thrown)?.slice(0, MAX_ERROR_CHARACTERS) ?? lastError;
    }
  }

  return {
    write(text) {
      notice(text);
      if (written > MAX_LOG_BYTES) return;
      written += Buffer.byteLength(text);
      file.write(written > MAX_LOG_BYTES ? 'The log is cut here.\n' : text);
    },
    lastError: () => lastError,
    close: () => new Promise((resolve) => file.end(resolve)),
  };
}

/** Makes it, and room in it. Names are times: the smallest is the oldest. */
async function prepareDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const logs = (await readdir(directory)).filter((name) => name.endsWith('.log')).sort();
  const oldest = logs.slice(0, Math.max(0, logs.length - KEPT_LOGS));
  await Promise.all(oldest.map((name) => rm(join(directory, name), { force: true })));
}
