import fetch from 'node-fetch';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { until } from '../../support/cli/until.ts';
import { createWorkspace } from '../../support/cli/workspace.ts';
import { readCompose } from '../../support/docker/compose-file.ts';
import { type ComposeHdfs, setUpComposeHdfs } from '../../support/docker/compose-hdfs.ts';

const DAEMONS = ['datanode', 'namenode'] as const;
const PATH = '/webhdfs/v1/exports/figures.txt';
const PATIENCE = { timeoutMs: 60_000, intervalMs: 250 };

describe.skipIf(!inject('hasHdfs'))('HDFS of the Compose file, as plain processes', () => {
  test('formats its volume once, takes a file from anybody, and keeps it over a restart', async () => {
    const hdfs = await setUpComposeHdfs(readCompose(), createWorkspace().directory);
    onTestFinished(async () => {
      for (const daemon of DAEMONS) await hdfs.stop(daemon);
    });

    hdfs.start('namenode');
    await until('a healthy NameNode', () => hdfs.isHealthy('namenode'), PATIENCE);
    hdfs.start('datanode');
    await until('a healthy DataNode', () => hdfs.isHealthy('datanode'), PATIENCE);
    await until('a live DataNode', () => isOperational(hdfs), PATIENCE);
    const created = await create(`${hdfs.url}${PATH}`, '114000');
    await hdfs.stop('namenode');
    hdfs.start('namenode');
    // A DataNode is live some time before it has told what it holds.
    const read = await until('the file', () => open(`${hdfs.url}${PATH}`), PATIENCE);

    expect(created).toBe(201);
    expect(read).toBe('114000');
    expect(hdfs.log('namenode').match(/has been successfully formatted/g)).toHaveLength(1);
  }, 240_000);
});

/** One DataNode is live, and nothing is in safe mode. */
async function isOperational({ url }: ComposeHdfs): Promise<boolean> {
  const query = 'qry=Hadoop:service=NameNode,name=FSNamesystemState';
  const answer = await fetch(`${url}/jmx?${query}`).catch(() => undefined);
  if (answer?.ok !== true) return false;
  const { beans } = (await answer.json()) as {
    readonly beans: readonly { readonly FSState?: string; readonly NumLiveDataNodes?: number }[];
  };
  return beans[0]?.FSState === 'Operational' && beans[0].NumLiveDataNodes === 1;
}

/** Returns the status of the DataNode's answer. */
async function create(url: string, body: string): Promise<number> {
  const query = 'op=CREATE&noredirect=true&user.name=anybody';
  const answer = await fetch(`${url}?${query}`, { method: 'PUT' });
  const { Location } = (await answer.json()) as { readonly Location: string };
  return (await fetch(Location, { method: 'PUT', body })).status;
}

async function open(url: string): Promise<string | undefined> {
  const answer = await fetch(`${url}?op=OPEN`).catch(() => undefined);
  return answer?.ok === true ? answer.text() : undefined;
}
