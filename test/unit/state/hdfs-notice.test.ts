import { expect, test } from 'vitest';
import { eventNotice } from '../../../src/state/event-notice.ts';
import type { ConsoleEvent } from '../../../src/state/events.ts';

const SNAPSHOT = { kind: 'snapshot', name: '2026-11-24T11-59-00Z' } as const;
const FAILURE = {
  code: 'HDFS_SAFE_MODE',
  message: 'HDFS is in safe mode: cannot write /exports/a',
  hint: 'It ends by itself.',
} as const;

function failed(attempt: number): ConsoleEvent {
  const at = 1_000;
  return { type: 'hdfs/export-failed', ...SNAPSHOT, failure: FAILURE, attempt, retryAt: 4_500, at };
}

test('a failure says that the export waits and when it is tried again', () => {
  expect(eventNotice(failed(1))).toEqual({
    level: 'warning',
    text: 'HDFS is in safe mode: cannot write /exports/a; it waits on disk, next attempt in 4 s',
    at: 1_000,
  });
});

test('of a long outage ever fewer failures are told', () => {
  const told = Array.from({ length: 100 }, (_, index) => index + 1).filter(
    (attempt) => eventNotice(failed(attempt)) !== null,
  );

  expect(told).toEqual([1, 2, 4, 8, 16, 32, 64]);
});

test('a snapshot that has arrived is told with its path, an autosave is not', () => {
  const published = (kind: 'snapshot' | 'autosave') =>
    eventNotice({
      type: 'hdfs/export-published',
      kind,
      name: kind,
      path: '/exports/x',
      sentBytes: 1,
      durationMs: 1,
      at: 1,
    });

  expect(published('snapshot')?.text).toBe('snapshot in HDFS: /exports/x');
  expect(published('autosave')).toBeNull();
});

test('an export that will not be in HDFS is an error with what to do', () => {
  const notice = eventNotice({ type: 'hdfs/export-lost', ...SNAPSHOT, failure: FAILURE, at: 1 });

  expect(notice).toMatchObject({
    level: 'error',
    text: 'snapshot 2026-11-24T11-59-00Z is not in HDFS: HDFS is in safe mode: cannot write /exports/a. It ends by itself.',
  });
});
