import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWebHdfs, type WebHdfs } from '../../../src/services/hdfs/web-hdfs.ts';
import { writeDemoFile } from '../../support/cli/demo-file.ts';
import { killEngineAtEnd, runEngineCommand } from '../../support/cli/detached-engine.ts';
import { askEngine, engineState } from '../../support/cli/engine-client.ts';
import { resultOf } from '../../support/cli/results.ts';
import { runCli } from '../../support/cli/start-cli.ts';
import { until } from '../../support/cli/until.ts';
import { createWorkspace } from '../../support/cli/workspace.ts';
import { hasHdfs, ownCluster } from '../../support/hdfs/own-cluster.ts';

const ROWS = 6_000;
const signal = new AbortController().signal;

describe.skipIf(!hasHdfs)('exports in HDFS', () => {
  const cluster = ownCluster();
  let dataset: string;
  let hdfs: WebHdfs;

  beforeAll(async () => {
    dataset = (await writeDemoFile(createWorkspace(afterAll), { rows: ROWS, seed: 7 })).path;
    hdfs = createWebHdfs(cluster());
  });

  /** Environment of a command whose exports go to a folder of their own. */
  function hdfsEnv(folder: string) {
    const { url, user } = cluster();
    return { HDFS_URL: url, HDFS_USER: user, HDFS_EXPORT_DIR: folder };
  }

  test('after run HDFS has what the output directory has, and every track as Parquet', async () => {
    const { flags, outputDir } = createWorkspace();
    const folder = '/run/exports';

    const { exitCode, stdout, stderr } = await runCli(['run', '--dataset', dataset, ...flags], {
      env: hdfsEnv(folder),
    });

    expect(exitCode, stderr).toBe(0);
    expect(resultOf(stdout)).toMatchObject({ consumed: ROWS, hdfs: { waiting: 0 } });
    for (const [directory, name] of [
      ['autosave', 'spotify_analytics.json'],
      ['autosave', 'top_genres.csv'],
      ['autosave', 'top_artists.csv'],
      ['tracks', 'processed_tracks.csv'],
    ]) {
      const local = readFileSync(join(outputDir, name ?? ''), 'utf8');
      expect(await hdfs.readText(`${folder}/${directory}/${name}`, signal), name).toBe(local);
    }
    expect(await parquetRows(`${folder}/tracks`)).toBe(ROWS);
    const marker = JSON.parse(await hdfs.readText(`${folder}/latest.json`, signal));
    expect(marker).toMatchObject({ path: `${folder}/autosave`, records: ROWS });
  });

  async function parquetRows(directory: string): Promise<number> {
    const manifest = JSON.parse(await hdfs.readText(`${directory}/manifest.json`, signal));
    const compressors = { ZSTD: (bytes: Uint8Array) => new Uint8Array(zstdDecompressSync(bytes)) };
    let rows = 0;
    for (const { name } of manifest.files as readonly { readonly name: string }[]) {
      if (!name.endsWith('.parquet')) continue;
      const { url, user } = cluster();
      const answer = await fetch(`${url}/webhdfs/v1${directory}/${name}?op=OPEN&user.name=${user}`);
      rows += (await parquetReadObjects({ file: await answer.arrayBuffer(), compressors })).length;
    }
    return rows;
  }

  test('a snapshot that is asked for while HDFS is away is there when it is back, whole', async () => {
    const workspace = createWorkspace();
    const folder = '/away/exports';
    const env = { ...hdfsEnv(folder), DATASET_PATH: dataset };
    const { socketPath, outputDir } = workspace;
    killEngineAtEnd(workspace);
    await cluster().nameNode.end('SIGKILL');
    expect((await runEngineCommand(workspace, ['start'], { env })).exitCode).toBe(0);
    const opened = async () => (await engineState(socketPath))?.state.pipeline ?? undefined;
    await until('the broker to be open', opened);
    await askEngine(socketPath, 'POST', '/commands/start-ingestion', {});
    const countedAll = async () =>
      (await engineState(socketPath))?.state.consumer.countedNow === ROWS;
    await until('everything to be counted', countedAll);
    await askEngine(socketPath, 'POST', '/commands/export-snapshot', {});
    const hdfsState = async () => (await engineState(socketPath))?.state.hdfs;
    const isDrained = async () => (await hdfsState())?.queue.exports === 0;
    await until('the outage to be told', async () => (await hdfsState())?.failing ?? undefined);
    expect((await hdfsState())?.queue.snapshots).toBe(1);

    await cluster().startNameNode();
    await cluster().untilDataNode();
    await until('the queue to be drained', isDrained, { timeoutMs: 60_000 });

    const [snapshot = ''] = readdirSync(join(outputDir, 'snapshots'));
    for (const name of readdirSync(join(outputDir, 'snapshots', snapshot))) {
      const local = readFileSync(join(outputDir, 'snapshots', snapshot, name), 'utf8');
      const path = `${folder}/snapshots/${snapshot}/${name}`;
      expect(await hdfs.readText(path, signal), name).toBe(local);
    }
    expect((await runEngineCommand(workspace, ['stop'], { env })).exitCode).toBe(0);
  });

  test('run does not wait for ever, names what is left, and the next run publishes it', async () => {
    const { flags } = createWorkspace();
    const folder = '/later/exports';
    const env = { ...hdfsEnv(folder), BROKER_TIMEOUT: '2' };
    await cluster().admin('-safemode', 'enter');

    const first = await runCli(['run', '--dataset', dataset, ...flags], { env });
    await cluster().admin('-safemode', 'leave');
    const second = await runCli(['run', '--dataset', dataset, ...flags], { env: hdfsEnv(folder) });

    expect(first.exitCode, first.stderr).toBe(0);
    expect(resultOf(first.stdout)).toMatchObject({ hdfs: { published: 0, waiting: 2 } });
    expect(first.stderr).toMatch(/HDFS is in safe mode: cannot .*it waits on disk/);
    expect(first.stderr).toMatch(/2 exports are not in HDFS yet \(.*the next start publishes/);
    expect(second.exitCode, second.stderr).toBe(0);
    expect(resultOf(second.stdout)).toMatchObject({ hdfs: { waiting: 0 } });
    expect((await hdfs.list(`${folder}/tracks`, signal)).length).toBe(3);
  });

  test('clean shows and removes what was published, and nothing else in the folder', async () => {
    const { flags } = createWorkspace();
    const folder = '/clean/exports';
    const env = hdfsEnv(folder);
    await runCli(['run', '--dataset', dataset, ...flags], { env });
    await hdfs.upload(`${folder}/notes.txt`, { text: 'mine' }, signal);

    const { exitCode, stdout } = await runCli(['clean', '--yes', ...flags], { env });

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/B {2}\/clean\/exports\/tracks in HDFS\n/);
    expect((await hdfs.list(folder, signal)).map(({ name }) => name)).toEqual(['notes.txt']);
  });
});
