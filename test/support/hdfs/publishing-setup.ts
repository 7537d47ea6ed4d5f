import { onTestFinished } from 'vitest';
import { openPublishing, type Publishing } from '../../../src/cli/hdfs/publishing.ts';
import { statePaths } from '../../../src/cli/state-paths.ts';
import { systemClock } from '../../../src/services/clock.ts';
import { type ExportQueue, openExportQueue } from '../../../src/services/hdfs/export-queue.ts';
import { createWebHdfs, type WebHdfs } from '../../../src/services/hdfs/web-hdfs.ts';
import { type ConsoleStore, createConsoleStore } from '../../../src/state/store.ts';
import { scratchDirectory } from '../scratch.ts';
import type { HdfsCluster } from './hdfs-cluster.ts';

export type PublishingSetup = {
  readonly hdfs: WebHdfs;
  /** The export folder, of this test alone. */
  readonly folder: string;
  readonly queue: ExportQueue;
  readonly publishing: Publishing;
  readonly store: ConsoleStore;
  /** Publishes from now on until the test ends. */
  start(): void;
};

let folders = 0;

/** Publishing to an export folder of its own, with a queue on disk, as an engine has it. */
export async function publishingTo(cluster: HdfsCluster): Promise<PublishingSetup> {
  folders += 1;
  const folder = `/exports-${folders}`;
  const { url, user } = cluster;
  const paths = statePaths(scratchDirectory());
  const outputDir = scratchDirectory();
  const store = createConsoleStore();
  const stop = new AbortController();
  const publishing = await openPublishing({
    config: { hdfsUser: user, hdfsExportDir: folder, outputDir },
    url,
    paths,
    clock: systemClock,
    dispatch: store.dispatch,
  });
  const directory = paths.hdfsQueue(url, folder);
  return {
    hdfs: createWebHdfs({ url, user }),
    folder,
    queue: await openExportQueue({ directory, clock: systemClock }),
    publishing,
    store,
    start() {
      const running = publishing.run(stop.signal);
      onTestFinished(() => {
        stop.abort();
        return running;
      });
    },
  };
}
