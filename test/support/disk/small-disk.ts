import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Workspace } from '../cli/workspace.ts';

const KILOBYTE = 1024;

/** A file system of its own that a test may fill. */
export type SmallDisk = {
  readonly path: string;
  /** Leaves so many kilobytes free. */
  fill(leftKilobytes: number): void;
  /** Gives back what `fill` took. */
  free(): void;
};

/** As root, or where sudo asks for no password; on Linux only. */
function mountCommand(): readonly string[] | undefined {
  if (process.platform !== 'linux') return undefined;
  return process.getuid?.() === 0 ? [] : ['sudo', '-n'];
}

function run(command: readonly string[]): void {
  const [program = '', ...args] = [...(mountCommand() ?? []), ...command];
  execFileSync(program, args, { stdio: 'pipe' });
}

function mount(path: string, kilobytes: number): void {
  const uid = process.getuid?.() ?? 0;
  run(['mount', '-t', 'tmpfs', '-o', `size=${kilobytes}k,uid=${uid}`, 'trackdeck-test', path]);
}

/** Whether this machine lets tests mount a file system; containers often do not. */
export const hasSmallDisk: boolean = (() => {
  if (mountCommand() === undefined) return false;
  const path = join(tmpdir(), `trackdeck-mount-${process.pid}`);
  mkdirSync(path);
  try {
    mount(path, KILOBYTE);
    run(['umount', path]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
})();

/** Mounts one inside a workspace until the test has finished. */
export function mountSmallDisk(workspace: Workspace, kilobytes = 30_000): SmallDisk {
  const path = workspace.path('disk');
  mkdirSync(path);
  mount(path, kilobytes);
  onTestFinished(() => run(['umount', '-l', path]));
  const ballast = join(path, 'ballast');
  return {
    path,
    fill(leftKilobytes) {
      const { bavail, bsize } = statfsSync(path);
      const bytes = Math.max(0, bavail * bsize - leftKilobytes * KILOBYTE);
      writeFileSync(ballast, Buffer.alloc(bytes));
    },
    free: () => rmSync(ballast, { force: true }),
  };
}
