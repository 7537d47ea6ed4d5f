import { expect, test } from 'vitest';
import { ConsoleError, toConsoleError } from '../../../src/domain/errors.ts';

test('an unexpected failure keeps its cause and is an internal one', () => {
  const cause = new TypeError('x is not a function');

  const error = toConsoleError(cause);

  expect(error).toMatchObject({ code: 'INTERNAL', exitCode: 1, isRetryable: false, cause });
  expect(error.message).toContain('x is not a function');
});

test('a known failure stays what it is', () => {
  const error = new ConsoleError('DISK_FULL', 'No space left');

  expect(toConsoleError(error)).toBe(error);
});

test.each([
  ['CONFIG_INVALID', 2],
  ['CONFIRMATION_NEEDED', 2],
  ['DATASET_MISSING', 2],
  ['OUTPUT_UNWRITABLE', 2],
  ['DATASET_HEADER', 1],
  ['DATASET_COMPRESSION', 1],
  ['DISK_FULL', 1],
  ['INTERRUPTED', 130],
] as const)('%s exits with %d', (code, exitCode) => {
  expect(new ConsoleError(code, '').exitCode).toBe(exitCode);
});
