import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { keepLastExports, readLastExports } from '../../../src/cli/last-exports.ts';
import { statePaths } from '../../../src/cli/state-paths.ts';
import { loadConfig } from '../../../src/config.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const EXPORTS = {
  records: 12,
  datasets: { tag: 12 },
  isDemo: false,
  directory: 'output',
  savedAt: 1_000,
};
const CLUSTER = { clusterId: 'cluster' };

function sessionOn(stateDir: string, flags: Parameters<typeof loadConfig>[0]['flags'] = {}) {
  const logged: string[] = [];
  const config = loadConfig({ flags: { stateDir, ...flags }, env: {} });
  const logger = {
    log: (_: string, event: string) => {
      logged.push(event);
    },
    close: () => {},
  };
  return { config, paths: statePaths(stateDir), logger, logged };
}

test('what was exported last of a topic of a cluster is found again, and of no other', async () => {
  const stateDir = scratchDirectory();
  const flags = { bootstrapServers: 'one:9092' };
  const session = sessionOn(stateDir, flags);

  const before = await readLastExports(session);
  await keepLastExports(session, CLUSTER, 'topic-id', EXPORTS);

  expect(before).toBeUndefined();
  expect(await readLastExports(sessionOn(stateDir, flags))).toEqual({
    ...EXPORTS,
    ...CLUSTER,
    topicId: 'topic-id',
  });
  for (const other of [
    { bootstrapServers: 'two:9092' },
    { ...flags, topic: 'other' },
    { ...flags, consumerGroup: 'other' },
    { ...flags, outputDir: 'elsewhere' },
  ]) {
    expect(await readLastExports(sessionOn(stateDir, other))).toBeUndefined();
  }
});

test('of an embedded log nothing is kept', async () => {
  const stateDir = scratchDirectory();
  const session = sessionOn(stateDir);

  await keepLastExports(session, CLUSTER, 'topic-id', EXPORTS);

  expect(await readLastExports(session)).toBeUndefined();
  expect(readdirSync(stateDir)).toEqual([]);
});

test('that it cannot be kept is logged, and no more', async () => {
  const stateDir = scratchDirectory();
  writeFileSync(join(stateDir, 'last-exports'), 'in the way');
  const session = sessionOn(stateDir, { bootstrapServers: 'one:9092' });

  await keepLastExports(session, CLUSTER, 'topic-id', EXPORTS);

  expect(session.logged).toEqual(['exports/not-kept']);
});

test('a file that says something else is refused', async () => {
  const session = sessionOn(scratchDirectory(), { bootstrapServers: 'one:9092' });
  const path = session.paths.lastExports({
    bootstrapServers: 'one:9092',
    topic: session.config.topic,
    group: session.config.consumerGroup,
    outputDir: session.config.outputDir,
  });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify({ ...EXPORTS, ...CLUSTER, topicId: 'id', records: -1 }));

  await expect(readLastExports(session)).rejects.toThrow(/records/);
});
