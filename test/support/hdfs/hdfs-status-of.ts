import type { HdfsStatus } from '../../../src/services/hdfs/hdfs-status.ts';

/** A sound HDFS of one DataNode; give what the test is about. */
export function hdfsStatusOf(fields: Partial<HdfsStatus> = {}): HdfsStatus {
  return {
    version: '3.5.0',
    safeMode: null,
    capacityBytes: 270_553_174_016,
    usedBytes: 123_456_789,
    remainingBytes: 78_193_205_248,
    files: 41,
    blocks: 37,
    liveNodes: 1,
    staleNodes: 0,
    deadNodes: 0,
    nodes: [
      {
        name: 'datanode:9866',
        state: 'live',
        silentSeconds: 1,
        usedBytes: 123_456_789,
        capacityBytes: 270_553_174_016,
      },
    ],
    missingBlocks: 0,
    underReplicatedBlocks: 0,
    corruptBlocks: 0,
    ...fields,
  };
}
