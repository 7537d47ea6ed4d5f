import { afterAll, beforeAll, inject } from 'vitest';
import { createSparkCluster, type SparkCluster } from './spark-cluster.ts';

/** Whether this machine can run Spark; if not, the tests that need it are skipped. */
export const hasSpark = inject('hasSpark');

/** Daemons for all tests of a file, running; what a test ends it starts again. */
export function ownSpark(): () => SparkCluster {
  let cluster: SparkCluster | undefined;
  beforeAll(async () => {
    if (!hasSpark) return;
    cluster = await createSparkCluster();
    await cluster.start();
  });
  afterAll(() => cluster?.dispose());
  return () => {
    if (cluster === undefined) throw new Error('No Spark is running');
    return cluster;
  };
}
