import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TRACK_FILE_HEADER, trackCsvLine } from '../../../src/services/export/track-line.ts';
import { createWebHdfs } from '../../../src/services/hdfs/web-hdfs.ts';
import { hasHdfs, ownCluster } from '../../support/hdfs/own-cluster.ts';
import { publishingTo } from '../../support/hdfs/publishing-setup.ts';
import { stageTexts } from '../../support/hdfs/queued.ts';
import { scratchDirectory } from '../../support/scratch.ts';
import { trackOf } from '../../support/tracks.ts';

const signal = new AbortController().signal;
const UNTIL = { timeout: 60_000, interval: 50 };

/** The track file of one track. */
function tracksOf(day: string) {
  const line = trackCsvLine(trackOf(), `${day}T01:02:03.000Z`, { spreadsheetSafe: false });
  return { 'processed_tracks.csv': TRACK_FILE_HEADER + line };
}

describe.skipIf(!hasHdfs)('publishing to a real HDFS', () => {
  const cluster = ownCluster();

  test('20 MB of random bytes come back as they were sent', async () => {
    const localPath = join(scratchDirectory(), 'random');
    const content = randomBytes(20_000_000);
    writeFileSync(localPath, content);
    const hdfs = createWebHdfs(cluster());

    await hdfs.upload('/ä b/random+#%.bin', { localPath, bytes: content.length }, signal);

    expect(await hdfs.fingerprint('/ä b/random+#%.bin', signal)).toEqual({
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
  });

  test('a snapshot appears as a whole, and the marker names it', async () => {
    const { hdfs, folder, queue, publishing, store, start } = await publishingTo(cluster());
    const facts = { name: '2026-11-22T03-04-05Z', records: 7, generatedAtMs: 5_000 };
    await stageTexts(queue, 'snapshot', { 'top_genres.csv': 'genre,count\n', empty: '' }, facts);

    start();
    await publishing.untilPublished(30_000, signal);

    const path = `${folder}/snapshots/2026-11-22T03-04-05Z`;
    await expect.poll(() => store.getState().hdfs?.newest?.path, UNTIL).toBe(path);
    expect(await hdfs.readText(`${path}/top_genres.csv`, signal)).toBe('genre,count\n');
    const names = (await hdfs.list(path, signal)).map(({ name }) => name);
    expect(names.sort()).toEqual(['empty', 'manifest.json', 'top_genres.csv']);
    expect(JSON.parse(await hdfs.readText(`${folder}/latest.json`, signal))).toMatchObject({
      kind: 'snapshot',
      path,
      records: 7,
      generated_at: '1970-01-01T00:00:05.000Z',
    });
  });

  test('tracks replace their predecessors, as CSV and as Parquet by day, and days that are gone go', async () => {
    const { hdfs, folder, queue, publishing, start } = await publishingTo(cluster());
    await stageTexts(queue, 'tracks', tracksOf('2026-11-23'));
    start();
    await publishing.untilPublished(30_000, signal);
    await stageTexts(queue, 'tracks', tracksOf('2026-11-24'));

    await publishing.untilPublished(30_000, signal);

    const path = `${folder}/tracks`;
    const csv = await hdfs.readText(`${path}/processed_tracks.csv`, signal);
    expect(csv).toBe(tracksOf('2026-11-24')['processed_tracks.csv']);
    const days = (await hdfs.list(`${path}/parquet`, signal)).map(({ name }) => name);
    expect(days).toEqual(['processed_date=2026-11-24']);
    const manifest = JSON.parse(await hdfs.readText(`${path}/manifest.json`, signal));
    expect(manifest.files.map(({ name }: { name: string }) => name)).toEqual([
      'processed_tracks.csv',
      'parquet/processed_date=2026-11-24/part-0.parquet',
    ]);
  });

  test('tracks that HDFS has already, as after a restart, are not sent again', async () => {
    const { queue, publishing, store, start } = await publishingTo(cluster());
    await stageTexts(queue, 'tracks', tracksOf('2026-11-23'));
    start();
    await expect.poll(() => store.getState().hdfs?.published, UNTIL).toBe(1);
    const sentBytes = store.getState().hdfs?.sentBytes;
    expect(sentBytes).toBeGreaterThan(0);

    await stageTexts(queue, 'tracks', tracksOf('2026-11-23'));
    await publishing.untilPublished(30_000, signal);

    await expect.poll(() => store.getState().hdfs?.published, UNTIL).toBe(2);
    expect(store.getState().hdfs?.sentBytes).toBe(sentBytes);
  });

  test('a snapshot of the same second by another machine gets a name of its own', async () => {
    const { hdfs, folder, queue, publishing, start } = await publishingTo(cluster());
    const facts = { name: '2026-11-22T03-04-05Z' };
    await hdfs.upload(`${folder}/snapshots/${facts.name}/manifest.json`, { text: 'other' }, signal);
    await stageTexts(queue, 'snapshot', { a: 'mine' }, facts);

    start();
    await publishing.untilPublished(30_000, signal);

    const names = (await hdfs.list(`${folder}/snapshots`, signal)).map(({ name }) => name);
    expect(names).toEqual([facts.name, `${facts.name}-2`]);
    expect(await hdfs.readText(`${folder}/snapshots/${facts.name}-2/a`, signal)).toBe('mine');
  });

  test('the marker does not go back to a snapshot that waited longer', async () => {
    const { hdfs, folder, queue, publishing, start } = await publishingTo(cluster());
    await stageTexts(queue, 'snapshot', { a: '1' }, { name: 'newer', generatedAtMs: 9_000 });
    await stageTexts(queue, 'snapshot', { a: '2' }, { name: 'older', generatedAtMs: 8_000 });

    start();
    await publishing.untilPublished(30_000, signal);

    const marker = JSON.parse(await hdfs.readText(`${folder}/latest.json`, signal));
    expect(marker.path).toBe(`${folder}/snapshots/newer`);
    expect((await hdfs.list(`${folder}/snapshots`, signal)).length).toBe(2);
  });

  test('safe mode holds everything back and is named; when it ends, the queue is drained', async () => {
    const { hdfs, folder, queue, publishing, store, start } = await publishingTo(cluster());
    await cluster().admin('-safemode', 'enter');
    await stageTexts(queue, 'snapshot', { a: '1' }, { name: 'one' });
    await stageTexts(queue, 'autosave', { 'top_genres.csv': 'x' });

    start();
    await expect
      .poll(() => store.getState().hdfs?.failing?.failure.code, UNTIL)
      .toBe('HDFS_SAFE_MODE');
    await publishing.look(signal);
    expect(store.getState().hdfs?.status?.safeMode).toMatch(/^Safe mode is ON/);
    expect(queue.list()).toHaveLength(2);
    await cluster().admin('-safemode', 'leave');
    await publishing.untilPublished(60_000, signal);

    expect(queue.list()).toEqual([]);
    expect(store.getState().hdfs).toMatchObject({ failing: null, published: 2 });
    expect(await hdfs.readText(`${folder}/snapshots/one/a`, signal)).toBe('1');
  });

  test('a quota that one snapshot exceeds holds up that one only', async () => {
    const { hdfs, folder, queue, store, start } = await publishingTo(cluster());
    await hdfs.makeDirectories(`${folder}/snapshots`, signal);
    await cluster().admin('-setQuota', '1', `${folder}/snapshots`);
    await stageTexts(queue, 'snapshot', { a: '1' });
    await stageTexts(queue, 'autosave', { 'top_genres.csv': 'x' });

    start();

    await expect.poll(() => store.getState().hdfs?.newest?.kind, UNTIL).toBe('autosave');
    expect(store.getState().hdfs?.failing?.failure.code).toBe('HDFS_QUOTA');
    expect(queue.list().map(({ kind }) => kind)).toEqual(['snapshot']);
  });

  test('who may not write is told so in one line', async () => {
    const alice = createWebHdfs({ url: cluster().url, user: 'alice' });

    const failure = alice.makeDirectories('/alice', signal);

    await expect(failure).rejects.toMatchObject({
      code: 'HDFS_PERMISSION',
      message: expect.stringMatching(/^HDFS does not allow to make .* access=WRITE[^\n]*$/),
    });
  });
});
