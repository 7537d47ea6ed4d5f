import { expect, test } from 'vitest';
import { readStatus } from '../../../../src/services/hdfs/hdfs-status.ts';
import { recordedBean } from '../../../support/hdfs/recorded-answers.ts';

function statusIn(situation: string, info = situation) {
  return readStatus({
    FSNamesystemState: recordedBean(`state-${situation}`),
    NameNodeInfo: recordedBean(`info-${info}`),
    FSNamesystem: recordedBean(`system-${situation}`),
  });
}

test('a sound HDFS has its node, its room and no safe mode', () => {
  const status = statusIn('operational');

  expect(status).toMatchObject({
    version: '3.5.0',
    safeMode: null,
    liveNodes: 1,
    deadNodes: 0,
    files: 10,
    blocks: 1,
    usedBytes: 24_592,
    missingBlocks: 0,
    nodes: [{ state: 'live', silentSeconds: 0 }],
  });
});

test('safe mode is told in the words of the NameNode, on one line', () => {
  const manual = statusIn('operational', 'safe-mode');
  const starting = statusIn('start-safe-mode');

  expect(manual?.safeMode).toMatch(/^Safe mode is ON\. It was turned on manually\./);
  expect(starting?.safeMode).toMatch(
    /^Safe mode is ON\. The reported blocks 0 needs additional 1 blocks .* of total blocks 2\. The minimum/,
  );
});

test('a DataNode that was killed is known by its silence while it still counts as live', () => {
  const status = statusIn('stale');

  expect(status).toMatchObject({ liveNodes: 1, staleNodes: 1, deadNodes: 0 });
  expect(status?.nodes).toMatchObject([{ state: 'live', silentSeconds: 9 }]);
});

test('a dead DataNode leaves its name, and the blocks that only it had are missing', () => {
  const status = statusIn('dead');

  expect(status).toMatchObject({ liveNodes: 0, deadNodes: 1, missingBlocks: 2 });
  expect(status?.nodes).toMatchObject([{ state: 'dead', silentSeconds: 18 }]);
});

test('a NameNode that has not got so far in its start has no status', () => {
  expect(readStatus({ FSNamesystemState: {}, NameNodeInfo: {}, FSNamesystem: {} })).toBeUndefined();
});
