import { ConsoleError, type ErrorCode } from '../../domain/errors.ts';
import { diskFull } from './disk-full.ts';

const NO_ACCESS = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'EEXIST',
  'EISDIR',
  'ELOOP',
  'ENOENT',
]);
/** What is in the way where it is not the rights. */
const IN_THE_WAY: Readonly<Record<string, string>> = {
  EEXIST: 'A file is where a directory should be',
  ENOTDIR: 'A file is where a directory should be',
  EISDIR: 'A directory is where a file should be',
};
const NO_SPACE = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

type UnwritableCode = Extract<ErrorCode, 'OUTPUT_UNWRITABLE' | 'STATE_DIR_UNWRITABLE'>;

const OPTION = { OUTPUT_UNWRITABLE: '--output-dir', STATE_DIR_UNWRITABLE: '--state-dir' } as const;

/**
 * A failed write of `path` as an error of ours; anything that is no system error is returned unchanged.
 *
 * @param unwritable - which directory the path belongs to, for the advice to the operator
 */
export function translateWriteError(
  thrown: unknown,
  path: string,
  unwritable: UnwritableCode,
): unknown {
  const code = thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) return thrown;
  const options = { cause: thrown, context: { path } };
  const elsewhere = `choose another directory with ${OPTION[unwritable]}`;
  if (NO_SPACE.has(code)) return diskFull(path, OPTION[unwritable], thrown, code);
  if (NO_ACCESS.has(code)) {
    return new ConsoleError(unwritable, `Cannot write ${path} (${code})`, {
      ...options,
      hint: `${adviceOn(code)}, or ${elsewhere}.`,
    });
  }
  return new ConsoleError('FILE_FAILED', `Writing ${path} failed (${code})`, {
    ...options,
    hint: `Check the disk and its mount, or ${elsewhere}.`,
  });
}

function adviceOn(code: string): string {
  const inTheWay = IN_THE_WAY[code];
  return inTheWay === undefined ? 'Give this user write access' : `${inTheWay}: move it away`;
}
