import { expect, test } from 'vitest';
import type { ConsoleEvent, ExportName } from '../../../../src/state/events.ts';
import { hdfsReducer } from '../../../../src/state/slices/hdfs.ts';

const OPENED: ConsoleEvent = {
  type: 'hdfs/opened',
  url: 'http://namenode:9870',
  user: 'alice',
  folder: '/exports',
  at: 1,
};
const FAILURE = { code: 'HDFS_SAFE_MODE', message: 'in safe mode', hint: null } as const;

function after(...events: readonly ConsoleEvent[]) {
  return events.reduce(hdfsReducer, hdfsReducer(null, OPENED));
}

function failed(name: string, at: number): ConsoleEvent {
  const of: ExportName = { kind: 'snapshot', name };
  return { type: 'hdfs/export-failed', ...of, failure: FAILURE, attempt: 1, retryAt: at + 5, at };
}

function published(name: string, at: number): ConsoleEvent {
  const of: ExportName = { kind: 'snapshot', name };
  const path = `/exports/${name}`;
  return { type: 'hdfs/export-published', ...of, path, sentBytes: 100, durationMs: 3, at };
}

test('without HDFS nothing that happens to it changes anything', () => {
  expect(hdfsReducer(null, published('one', 2))).toBeNull();
});

test('publishing fails since its first failure, until the export that failed is published', () => {
  const failing = after(failed('one', 10), failed('one', 20));
  const other = hdfsReducer(failing, published('two', 30));
  const over = hdfsReducer(other, published('one', 40));

  expect(failing?.failing).toMatchObject({ name: 'one', since: 10, retryAt: 25 });
  expect(other?.failing).toMatchObject({ name: 'one', since: 10 });
  expect(over?.failing).toBeNull();
});

test('with an empty queue nothing fails: what had failed was replaced', () => {
  const queue = { exports: 0, snapshots: 0, bytes: 0, oldestAt: null };
  const slice = after(failed('one', 10), { type: 'hdfs/queue-changed', ...queue, at: 20 });

  expect(slice?.failing).toBeNull();
});

test('what was published adds up, and the newest is named', () => {
  const slice = after(published('one', 10), published('two', 20));

  expect(slice).toMatchObject({
    published: 2,
    sentBytes: 200,
    newest: { kind: 'snapshot', name: 'two', path: '/exports/two', at: 20 },
  });
});

test('a NameNode is away since the first question without an answer', () => {
  const away = (at: number): ConsoleEvent => ({
    type: 'hdfs/unreachable',
    failure: { ...FAILURE, code: 'HDFS_UNREACHABLE' },
    retryAt: at + 3,
    at,
  });

  expect(after(away(10), away(13))?.unreachable).toMatchObject({ since: 10, retryAt: 16 });
});

test('what was replaced and what was lost is counted', () => {
  const of: ExportName = { kind: 'autosave', name: 'autosave' };
  const slice = after(
    { type: 'hdfs/export-superseded', ...of, at: 2 },
    { type: 'hdfs/export-superseded', ...of, at: 3 },
    { type: 'hdfs/export-lost', ...of, failure: FAILURE, at: 4 },
  );

  expect(slice).toMatchObject({ superseded: 2, lost: 1 });
});
