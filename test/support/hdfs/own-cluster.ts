import { afterAll, beforeAll, inject } from 'vitest';
import { createHdfsCluster, type HdfsCluster } from './hdfs-cluster.ts';

/** Whether this machine can run HDFS daemons; if not, the tests that need them are skipped. */
export const hasHdfs = inject('hasHdfs');

/** Daemons for all tests of a file, running; what a test ends it starts again. */
export function ownCluster(): () => HdfsCluster {
  let cluster: HdfsCluster | undefined;
  beforeAll(async () => {
    if (!hasHdfs) return;
    cluster = await createHdfsCluster();
    await cluster.start();
  });
  afterAll(() => cluster?.dispose());
  return () => {
    if (cluster === undefined) throw new Error('No HDFS is running');
    return cluster;
  };
}
