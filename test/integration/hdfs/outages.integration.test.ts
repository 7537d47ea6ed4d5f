import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { hasHdfs, ownCluster } from '../../support/hdfs/own-cluster.ts';
import { publishingTo } from '../../support/hdfs/publishing-setup.ts';
import { stageTexts } from '../../support/hdfs/queued.ts';

const signal = new AbortController().signal;
const UNTIL = { timeout: 60_000, interval: 20 };
/** So many that its upload takes a while. */
const LARGE = 60_000_000;

describe.skipIf(!hasHdfs)('publishing while HDFS comes and goes', () => {
  const cluster = ownCluster();

  test('a DataNode that is killed in the middle of an upload and comes back: everything arrives, once', async () => {
    const { hdfs, folder, queue, publishing, store, start } = await publishingTo(cluster());
    const { dataNode } = cluster();
    const large = randomBytes(LARGE / 2).toString('hex');
    await stageTexts(queue, 'snapshot', { 'a.csv': 'small', 'b.csv': large }, { name: 'one' });

    start();
    const uploading = `${folder}/.uploading/${queue.id}/${queue.list()[0]?.id}/one`;
    await expect.poll(() => hdfs.entry(`${uploading}/b.csv`, signal), UNTIL).toBeDefined();
    await dataNode.end('SIGKILL');
    await expect.poll(() => store.getState().hdfs?.failing?.failure.code, UNTIL).toMatch(/^HDFS_/);
    expect(await hdfs.entry(`${folder}/snapshots/one`, signal)).toBeUndefined();
    dataNode.start();
    await cluster().untilDataNode();
    await publishing.untilPublished(90_000, signal);

    expect(queue.list()).toEqual([]);
    const names = (await hdfs.list(`${folder}/snapshots`, signal)).map(({ name }) => name);
    expect(names).toEqual(['one']);
    const found = await hdfs.entry(`${folder}/snapshots/one/b.csv`, signal);
    expect(found?.bytes).toBe(LARGE);
    expect((await hdfs.list(`${folder}/.uploading/${queue.id}`, signal)).length).toBe(0);
  });

  test('a dead DataNode is known by its silence before the NameNode gives it up; then no DataNode is the error', async () => {
    const { queue, publishing, store, start } = await publishingTo(cluster());
    const { dataNode } = cluster();
    const nodes = async () => {
      await publishing.look(signal);
      return store.getState().hdfs?.status?.nodes[0];
    };

    await dataNode.end('SIGKILL');
    await expect.poll(async () => (await nodes())?.silentSeconds ?? 0, UNTIL).toBeGreaterThan(6);
    expect(await nodes()).toMatchObject({ state: 'live' });
    await expect.poll(async () => (await nodes())?.state, UNTIL).toBe('dead');
    await stageTexts(queue, 'snapshot', { a: '1' });
    start();
    await expect
      .poll(() => store.getState().hdfs?.failing?.failure.code, UNTIL)
      .toBe('HDFS_NO_DATANODE');
    dataNode.start();
    await cluster().untilDataNode();
    await publishing.untilPublished(60_000, signal);

    expect(queue.list()).toEqual([]);
  });

  test('while the NameNode is away exports wait on disk; when it is back they are published in order', async () => {
    const { hdfs, folder, queue, publishing, store, start } = await publishingTo(cluster());
    const { nameNode } = cluster();
    await nameNode.end('SIGKILL');
    start();
    await stageTexts(queue, 'snapshot', { a: '1' }, { name: 'one', generatedAtMs: 1_000 });
    await stageTexts(queue, 'snapshot', { a: '2' }, { name: 'two', generatedAtMs: 2_000 });
    await publishing.look(signal);
    expect(store.getState().hdfs?.unreachable?.failure.code).toBe('HDFS_UNREACHABLE');
    await expect
      .poll(() => store.getState().hdfs?.failing?.failure.code, UNTIL)
      .toBe('HDFS_UNREACHABLE');

    await cluster().startNameNode();
    await cluster().untilDataNode();
    await publishing.untilPublished(90_000, signal);
    await publishing.look(signal);

    expect(store.getState().hdfs).toMatchObject({ unreachable: null, published: 2 });
    expect(await hdfs.readText(`${folder}/snapshots/one/a`, signal)).toBe('1');
    const marker = JSON.parse(await hdfs.readText(`${folder}/latest.json`, signal));
    expect(marker.path).toBe(`${folder}/snapshots/two`);
  });

  test('what a process left in the queue is published by the next one', async () => {
    const { hdfs, folder, queue, publishing, start } = await publishingTo(cluster());
    await stageTexts(queue, 'snapshot', { a: '1', b: '2' }, { name: 'one' });
    const uploading = `${folder}/.uploading/${queue.id}/${queue.list()[0]?.id}`;
    // As far as a process came that was killed in the middle.
    await hdfs.upload(`${uploading}/one/a`, { text: '1' }, signal);
    await hdfs.upload(`${uploading}/one/b`, { text: 'half' }, signal);

    start();
    await publishing.untilPublished(30_000, signal);

    expect(await hdfs.readText(`${folder}/snapshots/one/a`, signal)).toBe('1');
    expect(await hdfs.readText(`${folder}/snapshots/one/b`, signal)).toBe('2');
  });

  test('an export that was renamed into place before its process died is not published twice', async () => {
    const { hdfs, folder, queue, publishing, start } = await publishingTo(cluster());
    const { queued } = await stageTexts(queue, 'snapshot', { a: '1' }, { name: 'one' });
    const path = `${folder}/snapshots/one`;
    await hdfs.upload(`${path}/a`, { text: '1' }, signal);
    await hdfs.upload(`${path}/manifest.json`, { text: JSON.stringify({ a: '1' }) }, signal);
    expect(queued).not.toBeNull();

    start();
    await publishing.untilPublished(30_000, signal);

    expect((await hdfs.list(`${folder}/snapshots`, signal)).map(({ name }) => name)).toEqual([
      'one',
    ]);
    expect(JSON.parse(await hdfs.readText(`${folder}/latest.json`, signal)).path).toBe(path);
  });
});
