import type { Config } from '../config.ts';
import { printableText } from '../domain/printable-text.ts';
import { forgetLostHolder } from '../services/locks/holder-lock.ts';
import { type Lock, lockExclusive } from '../services/locks/lock.ts';
import { localRemovals } from './clean/local-removals.ts';
import type { OpenedCluster } from './clean/open-cluster.ts';
import type { Removal } from './clean/removal.ts';
import { confirmed } from './confirmed.ts';
import { stateDirInUse } from './state-dir-busy.ts';
import { statePaths } from './state-paths.ts';

/**
 * Removes what trackdeck made on the Kafka cluster and in the HDFS of this configuration, if it names
 * any, and what it wrote to its output and state directories, after showing it and being told to.
 * Refused while another trackdeck works on the state directory.
 */
export async function cleanCommand(config: Config, isConfirmed: boolean): Promise<number> {
  using _alone = await lockState(config.stateDir);
  const cluster = await clusterOf(config);
  try {
    const removals = [
      ...(await removalsOn(cluster, config)),
      ...(await removalsInHdfs(config)),
      ...localRemovals(config),
    ];
    if (removals.length === 0) {
      process.stdout.write('Nothing to remove.\n');
      return 0;
    }
    for (const { amount, name } of removals) {
      process.stdout.write(`${amount.padStart(9)}  ${printableText(name)}\n`);
    }
    if (!isConfirmed && !(await askToRemove())) {
      process.stdout.write('Nothing was removed.\n');
      return 0;
    }
    // The cluster and HDFS first: where they fail, the same command finds everything else again.
    for (const removal of removals) await removal.remove();
    forgetLostHolder(statePaths(config.stateDir).engineLock);
    process.stdout.write(`Removed. ${whatStays(config.stateDir)}\n`);
    return 0;
  } finally {
    await cluster?.close();
  }
}

/** Another process may have one open, waiting for it: it would not see that of its successor. */
function whatStays(stateDir: string): string {
  const { locks } = statePaths(stateDir);
  return `${printableText(locks)} stays: it holds only lock files, which others may have open.`;
}

/** The state directory for this process alone. @throws `STATE_DIR_BUSY` */
export async function lockState(stateDir: string): Promise<Lock> {
  const lock = lockExclusive(statePaths(stateDir).stateLock);
  if (lock !== undefined) return lock;
  throw await stateDirInUse({ stateDir });
}

/** `undefined` where the log is the embedded one, which lies in the state directory. */
async function clusterOf(config: Config): Promise<OpenedCluster | undefined> {
  if (config.bootstrapServers === undefined) return undefined;
  const { openCluster } = await import('./clean/open-cluster.ts');
  return openCluster(config, config.bootstrapServers);
}

async function removalsOn(
  cluster: OpenedCluster | undefined,
  config: Config,
): Promise<readonly Removal[]> {
  if (cluster === undefined) return [];
  const { kafkaRemovals } = await import('./clean/kafka-removals.ts');
  return kafkaRemovals(cluster.broker, config);
}

async function removalsInHdfs(config: Config): Promise<readonly Removal[]> {
  if (config.hdfsUrl === undefined) return [];
  const { openWebHdfs } = await import('./hdfs/open-web-hdfs.ts');
  const { hdfsRemovals } = await import('./clean/hdfs-removals.ts');
  return hdfsRemovals(openWebHdfs(config, config.hdfsUrl).hdfs, config);
}

function askToRemove(): Promise<boolean> {
  return confirmed({
    question: 'Remove all of this? Type y: ',
    what: 'the removal',
    interrupted: 'Nothing was removed',
  });
}
