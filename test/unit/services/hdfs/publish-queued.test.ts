import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { openExportQueue } from '../../../../src/services/hdfs/export-queue.ts';
import { publishQueued } from '../../../../src/services/hdfs/publish-queued.ts';
import type { QueuedExport } from '../../../../src/services/hdfs/queued-export.ts';
import { createMemoryHdfs } from '../../../support/hdfs/memory-hdfs.ts';
import { stageTexts } from '../../../support/hdfs/queued.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const { signal } = new AbortController();
const clock = { now: () => 1_000 };

/** A queue with a snapshot named one, and an HDFS that is empty. */
async function setUp() {
  const queue = await openExportQueue({ directory: scratchDirectory(), clock });
  const { queued } = await stageTexts(queue, 'snapshot', { 'a.csv': 'right' }, { name: 'one' });
  if (queued === null) throw new Error('The queue was full');
  const hdfs = createMemoryHdfs();
  const publish = (item: QueuedExport = queued) =>
    publishQueued({ hdfs, folder: '/exports', clock }, queue, item, signal);
  return { queue, queued, hdfs, publish, directory: queue.directoryOf(queued) };
}

test('what came back different is not published, and sent again the next time', async () => {
  const { hdfs, publish } = await setUp();
  hdfs.spoiled.set('/a.csv', Buffer.from('wrong'));

  await expect(publish()).rejects.toMatchObject({
    code: 'HDFS_CONTENT',
    message: expect.stringMatching(
      /uploading\/\.\.\.\/a\.csv in HDFS is not what was sent: SHA-256/,
    ),
  });
  expect(hdfs.files.has('/exports/snapshots/one/a.csv')).toBe(false);
  hdfs.spoiled.clear();
  await publish();

  expect(hdfs.files.get('/exports/snapshots/one/a.csv')?.toString()).toBe('right');
});

test('what came back shorter is not published', async () => {
  const { hdfs, publish } = await setUp();
  hdfs.spoiled.set('/a.csv', Buffer.from('righ'));

  await expect(publish()).rejects.toMatchObject({
    code: 'HDFS_CONTENT',
    message: expect.stringContaining('4 bytes instead of 5'),
  });
});

test('only what an attempt before has not sent is sent', async () => {
  const { hdfs, publish, queued } = await setUp();
  hdfs.spoiled.set('/manifest.json', Buffer.from('wrong'));
  await publish().catch(() => {});
  hdfs.spoiled.clear();
  const manifest = queued.files.find(({ name }) => name === 'manifest.json');

  expect(await publish()).toEqual({
    path: '/exports/snapshots/one',
    sentBytes: manifest?.bytes,
  });
});

test('a queued file that has changed on disk is not published, and never will be', async () => {
  const { directory, hdfs, publish } = await setUp();
  writeFileSync(join(directory, 'a.csv'), 'other');

  await expect(publish()).rejects.toMatchObject({ code: 'HDFS_QUEUE_DAMAGED' });

  expect(hdfs.files.has('/exports/snapshots/one/a.csv')).toBe(false);
});

test('an export that was taken out of the queue meanwhile is no failure', async () => {
  const { directory, publish } = await setUp();
  rmSync(dirname(directory), { recursive: true });

  expect(await publish()).toBeUndefined();
});

test('nothing is left where uploads were, nor of exports that are no longer queued', async () => {
  const { hdfs, publish, queue } = await setUp();
  hdfs.files.set(`/exports/.uploading/${queue.id}/0001-gone/a.csv`, Buffer.from('half'));
  hdfs.files.set('/exports/.uploading/of-another-machine/0001/a.csv', Buffer.from('half'));

  await publish();

  const left = [...hdfs.files.keys()].filter((path) => path.includes('.uploading'));
  expect(left).toEqual(['/exports/.uploading/of-another-machine/0001/a.csv']);
});
