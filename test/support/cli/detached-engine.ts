import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { engineState } from './engine-client.ts';
import { type CliOptions, runCli } from './start-cli.ts';
import { until } from './until.ts';
import type { Workspace } from './workspace.ts';

/** Kills whatever engine a workspace has at the end of the test: a detached one outlives everybody. */
export function killEngineAtEnd({ socketPath }: Pick<Workspace, 'socketPath'>): void {
  onTestFinished(async () => {
    const pid = (await engineState(socketPath))?.engine.pid;
    if (pid === undefined) return;
    process.kill(pid, 'SIGKILL');
    await until('the engine to be gone', () => !isRunning(pid));
  });
}

/** `trackdeck engine WORD` in a workspace. */
export function runEngineCommand(
  { flags }: Pick<Workspace, 'flags'>,
  words: readonly string[],
  options?: CliOptions,
) {
  return runCli(['engine', ...words, ...flags], options);
}

/** An orphan that has ended stays listed, as Z, until its new parent asks for its exit code. */
export function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}
