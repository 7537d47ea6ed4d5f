import { ConsoleError, type ErrorCode } from '../../domain/errors.ts';

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
  if (NO_SPACE.has(code)) {
    return new ConsoleError('DISK_FULL', `No space left to write ${path}`, {
      ...options,
      hint: `Free some space, or ${elsewhere}; nothing that was acknowledged is lost.`,
    });
  }
  if (NO_ACCESS.has(code)) {
    return new ConsoleError(unwritable, `Cannot write ${path} (${code})`, {
      ...options,
      hint: `Give this user write access, or ${elsewhere}.`,
    });
  }
  return new ConsoleError('FILE_FAILED', `Writing ${path} failed (${code})`, {
    ...options,
    hint: `Check the disk and its mount, or ${elsewhere}.`,
  });
}
