import { readdirSync, readFileSync } from 'node:fs';
import { askEngine } from '../cli/engine-client.ts';
import { until } from '../cli/until.ts';
import type { Workspace } from '../cli/workspace.ts';

/** Processes of the engine that a console has started for this workspace, which outlive it. */
export function enginePids({ stateDir }: Workspace): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid)
    .filter((pid) => {
      const words = wordsOf(pid);
      return words.includes('engine') && words.includes('serve') && words.includes(stateDir);
    });
}

/** Ends them the hard way and waits until they are gone. */
export async function killEngine(workspace: Workspace): Promise<void> {
  await until('the engine to be gone', () => {
    const pids = enginePids(workspace);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    return pids.length === 0;
  });
}

const END_MS = 10_000;

/**
 * Ends them in order, or the hard way where that fails: on Kafka a killed producer leaves a
 * transaction open that others have to wait for.
 */
export async function endEngine(workspace: Workspace): Promise<void> {
  if (enginePids(workspace).length === 0) return;
  const isAsked = await askEngine(workspace.socketPath, 'POST', '/commands/shutdown', {}).then(
    () => true,
    () => false,
  );
  const isGone = () => enginePids(workspace).length === 0;
  if (isAsked) await until('the engine to end', isGone, { timeoutMs: END_MS }).catch(() => {});
  await killEngine(workspace);
}

function wordsOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    // It has ended in between.
    return [];
  }
}
