import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ErrorCode } from '../../../../src/domain/errors.ts';
import { translateWriteError } from '../../../../src/services/files/file-errors.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

test.each<[string, ErrorCode, RegExp]>([
  ['ENOSPC', 'DISK_FULL', /^No space left to write .*rejects\.csv \(\d.* free\)$/],
  ['EDQUOT', 'DISK_FULL', /\(the user's quota is used up\)$/],
  ['EFBIG', 'DISK_FULL', /\(the file is as long as it may be\)$/],
  ['EROFS', 'OUTPUT_UNWRITABLE', /^Cannot write .*rejects\.csv \(EROFS\)$/],
  ['EACCES', 'OUTPUT_UNWRITABLE', /\(EACCES\)$/],
  ['EIO', 'FILE_FAILED', /^Writing .*rejects\.csv failed \(EIO\)$/],
])('%s while a file is written is %s, and says on which file', (system, code, message) => {
  const path = join(scratchDirectory(), 'rejects.csv');
  const cause = systemError(system);

  const failure = translateWriteError(cause, path, 'OUTPUT_UNWRITABLE');

  const hint = expect.stringContaining('--output-dir');
  expect(failure).toMatchObject({ code, message: expect.stringMatching(message), hint, cause });
});

test('what is no error of the system stays what it is', () => {
  const thrown = Object.assign(new Error('invalid'), { code: 'ERR_INVALID_ARG_TYPE' });

  expect(translateWriteError(thrown, '/file', 'OUTPUT_UNWRITABLE')).toBe(thrown);
});
