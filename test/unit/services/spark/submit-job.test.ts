import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JobLine } from '../../../../src/services/spark/job-lines.ts';
import { openJobLog } from '../../../../src/services/spark/job-log.ts';
import { submitJob } from '../../../../src/services/spark/submit-job.ts';
import { isRunning } from '../../../support/cli/detached-engine.ts';
import { until } from '../../../support/cli/until.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

/** A shell script in the place of spark-submit. */
async function submitted(script: string) {
  const directory = scratchDirectory();
  const path = join(directory, 'spark-submit');
  writeFileSync(path, `#!/bin/bash\n${script}\n`);
  chmodSync(path, 0o755);
  const log = await openJobLog(join(directory, 'logs', 'run.log'));
  const lines: JobLine[] = [];
  const environment = { PATH: process.env['PATH'], DIRECTORY: directory };
  const job = await submitJob({ path, parameters: [], environment }, log, (line) =>
    lines.push(line),
  );
  const textOf = (name: string) => readFileSync(join(directory, name), 'utf8');
  return { job, lines, log, textOf };
}

/** A killed process closes its files, which ends the job, a moment before it is listed as ended. */
async function untilEnded(pid: string): Promise<void> {
  await until('what it has started to end', () => !isRunning(Number(pid)));
}

const STEP = `echo '{"v":1,"type":"step","step":"reading"}'`;

describe('a submitted job', () => {
  test('tells its own lines, and its log gets everything else', async () => {
    const { job, lines, log, textOf } = await submitted(
      `echo strange; ${STEP}; echo '26/11/29 18:00:00 ERROR Inbox: Application has been killed' >&2
       echo '	at java.lang.Thread.run' >&2; exit 3`,
    );

    const end = await job.ended;
    await log.close();

    expect(end).toEqual({ code: 3, signal: null });
    expect(lines).toEqual([{ type: 'progress', progress: { kind: 'step', step: 'reading' } }]);
    expect(textOf('logs/run.log')).toContain('strange\n');
    expect(log.lastError()).toBe('Application has been killed');
  });

  test('is stopped with all that it has started, whatever that thinks of it', async () => {
    const { job, lines, textOf } = await submitted(
      `trap '' TERM
       (trap '' TERM; echo $BASHPID > "$DIRECTORY/child"; while true; do sleep 0.1; done) &
       until [ -s "$DIRECTORY/child" ]; do sleep 0.05; done; ${STEP}; wait; while true; do sleep 0.1; done`,
    );
    await until('its first line', () => lines.length > 0);

    await job.stop();

    expect(await job.ended).toEqual({ code: null, signal: 'SIGKILL' });
    await untilEnded(textOf('child'));
  });

  test('that is killed takes along what it has started', async () => {
    const { job, textOf } = await submitted(
      `(echo $BASHPID > "$DIRECTORY/child"; while true; do sleep 0.1; done) &
       until [ -s "$DIRECTORY/child" ]; do sleep 0.05; done; kill -9 $$`,
    );

    expect(await job.ended).toEqual({ code: null, signal: 'SIGKILL' });
    await untilEnded(textOf('child'));
  });

  test('that cannot be started says so', async () => {
    const log = await openJobLog(join(scratchDirectory(), 'run.log'));
    const command = { path: '/nowhere/spark-submit', parameters: [], environment: {} };

    await expect(submitJob(command, log, () => {})).rejects.toMatchObject({
      code: 'SPARK_NOT_INSTALLED',
      message: '/nowhere/spark-submit cannot be started',
    });
  });
});
