import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules');

/**
 * Links the Node that came with the packages, so that npm scripts find it first. npm before 11.12
 * takes the link away again when it drops the package of the other processor.
 */
export function linkNode() {
  const link = join(modules, '.bin', 'node');
  const name = `node-linux-${process.arch}`;
  if (existsSync(link) || !existsSync(join(modules, name, 'bin', 'node'))) return;
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(join('..', name, 'bin', 'node'), link);
}
