import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export type ProcessFigures = {
  readonly wallSeconds: number;
  /** Highest resident memory of the process, in MB of 1,000,000 bytes. */
  readonly peakMegabytes: number;
  /** The last line of stdout, as JSON. */
  readonly result: Readonly<Record<string, unknown>>;
};

/** Runs the built command as its own process; fails unless it exits 0. */
export async function measureCommand(args: readonly string[]): Promise<ProcessFigures> {
  const startedAt = performance.now();
  const child = spawn(cli, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let peakMegabytes = 0;
  // The kernel keeps the peak itself: the last look before the end is as good as watching always.
  const watch = setInterval(() => {
    peakMegabytes = Math.max(peakMegabytes, peakOf(child.pid));
  }, 20);
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(watch);
  if (code !== 0) throw new Error(`trackdeck ${args.join(' ')} exited with ${code}`);
  return {
    wallSeconds: (performance.now() - startedAt) / 1000,
    peakMegabytes,
    result: JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}'),
  };
}

function peakOf(processId: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${processId}/status`, 'utf8');
    return (Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024) / 1e6;
  } catch {
    return 0;
  }
}
