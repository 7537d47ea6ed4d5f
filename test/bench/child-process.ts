import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
/** Units of time in `/proc`, on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

export type ProcessFigures = {
  readonly wallSeconds: number;
  /** User and system, of all threads. */
  readonly cpuSeconds: number;
  /** Highest resident memory of the process, in MB of 1,000,000 bytes. */
  readonly peakMegabytes: number;
  /** The last line of stdout, as JSON. */
  readonly result: Readonly<Record<string, unknown>>;
};

/** Runs the built command as its own process; fails unless it exits 0. */
export function measureCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<ProcessFigures> {
  return measureProcess(cli, args, env);
}

/** Runs a script of this benchmark as a process of its own. */
export function measureScript(url: URL, args: readonly string[]): Promise<ProcessFigures> {
  return measureProcess(process.execPath, [fileURLToPath(url), ...args], process.env);
}

async function measureProcess(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<ProcessFigures> {
  const startedAt = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'], env });
  let peakMegabytes = 0;
  let cpuSeconds = 0;
  // The kernel keeps both itself: the last look before the end is as good as watching always.
  const watch = setInterval(() => {
    peakMegabytes = Math.max(peakMegabytes, peakOf(child.pid));
    cpuSeconds = Math.max(cpuSeconds, cpuOf(child.pid));
  }, 20);
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(watch);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} exited with ${code}`);
  return {
    wallSeconds: (performance.now() - startedAt) / 1000,
    cpuSeconds,
    peakMegabytes,
    result: JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}'),
  };
}

function peakOf(processId: number | undefined): number {
  const peak = /VmHWM:\s+(\d+) kB/.exec(readProcess(processId, 'status'))?.[1] ?? 0;
  return (Number(peak) * 1024) / 1e6;
}

/** The 14th and 15th field; the second is the program's name, in brackets and maybe with spaces. */
function cpuOf(processId: number | undefined): number {
  const fields = readProcess(processId, 'stat').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND;
}

function readProcess(processId: number | undefined, file: 'status' | 'stat'): string {
  try {
    return readFileSync(`/proc/${processId}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
