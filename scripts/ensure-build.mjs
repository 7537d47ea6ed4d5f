import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'dist', '.built');

function newestChange(path) {
  const entry = statSync(path);
  if (!entry.isDirectory()) return entry.mtimeMs;
  // The folder's own time counts too: it moves when a file is removed or renamed.
  return readdirSync(path).reduce(
    (newest, name) => Math.max(newest, newestChange(join(path, name))),
    entry.mtimeMs,
  );
}

function isStale() {
  if (!existsSync(stamp)) return true;
  const builtAt = statSync(stamp).mtimeMs;
  return ['src', 'tsconfig.json', 'tsconfig.build.json', 'package.json'].some(
    (name) => newestChange(join(root, name)) > builtAt,
  );
}

function findCompiler() {
  try {
    return createRequire(import.meta.url).resolve('typescript/bin/tsc');
  } catch {
    process.stderr.write('trackdeck: the packages are not installed: npm ci\n');
    process.exit(2);
  }
}

/** Compiles when `dist/` is missing or older than the sources; ends the process when that fails. */
export function buildIfStale({ force = false } = {}) {
  if (!existsSync(join(root, 'src'))) return;
  if (!force && !isStale()) return;
  const startedAt = new Date();
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const compiler = findCompiler();
  const { status } = spawnSync(
    process.execPath,
    [compiler, '-p', join(root, 'tsconfig.build.json')],
    // stdout belongs to the command that is about to run.
    { stdio: ['ignore', 2, 2] },
  );
  if (status !== 0) process.exit(status ?? 1);
  chmodSync(join(root, 'dist', 'cli.js'), 0o755);
  writeFileSync(stamp, `${startedAt.toISOString()}\n`);
}
