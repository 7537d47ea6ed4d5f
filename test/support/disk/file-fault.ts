import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CliOptions } from '../cli/start-cli.ts';
import type { Workspace } from '../cli/workspace.ts';
import type { FileCallKind } from './file-calls.ts';

const PRELOAD = fileURLToPath(new URL('faulty-files.ts', import.meta.url));

/** Calls on files that fail; see `faulty-files.ts`. */
export type FileFault = {
  /** As the system names it: `EIO`, `EROFS`, `ENOSPC`. */
  readonly code: string;
  /** A regular expression for the paths that are meant. */
  readonly path: string;
  readonly calls: readonly FileCallKind[];
  /** So many such calls succeed first. */
  readonly after: number;
  readonly whileExists: string;
};

export type BrokenDisk = {
  /** What a command is started with so that it has this disk. */
  readonly options: CliOptions;
  repair(): void;
  /** After a repair; what succeeds first does so only once. */
  breakAgain(): void;
};

/** A disk on which these calls fail until it is repaired. */
export function breakDisk(
  workspace: Workspace,
  fault: Omit<FileFault, 'whileExists' | 'after'> & { readonly after?: number },
): BrokenDisk {
  const whileExists = workspace.write('disk-is-broken', '');
  const env = { TRACKDECK_TEST_FAULT: JSON.stringify({ after: 0, ...fault, whileExists }) };
  return {
    options: { env, nodeOptions: ['--import', PRELOAD] },
    repair: () => rmSync(whileExists),
    breakAgain: () => writeFileSync(whileExists, ''),
  };
}
