import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CliOptions } from './start-cli.ts';

/** This Node, which says that it is an older one. */
const PRETENDED: CliOptions = {
  nodeOptions: [
    '--import',
    'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"24.14.1"}})',
  ],
};

/** How to run on a Node before 24: one that is installed outside of this project, else a pretended one. */
export async function oldNode(): Promise<CliOptions> {
  const directories = (process.env['PATH'] ?? '').split(':');
  for (const directory of directories.filter((path) => !path.includes('node_modules'))) {
    const node = join(directory, 'node');
    const version = await promisify(execFile)(node, ['--version']).then(
      ({ stdout }) => stdout,
      () => '',
    );
    if (/^v(1[89]|2[0-3])\./.test(version)) return { node };
  }
  return PRETENDED;
}
