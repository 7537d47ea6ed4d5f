import { ConsoleError } from '../../domain/errors.ts';
import { type ExportFolder, type HdfsStatus, MAX_SNAPSHOTS, readStatus } from './hdfs-status.ts';
import type { WebHdfs } from './web-hdfs.ts';

/** @throws `HDFS_*` when the NameNode does not answer or has not come that far in its start */
export async function askStatus(
  hdfs: Pick<WebHdfs, 'bean'>,
  signal: AbortSignal,
): Promise<HdfsStatus> {
  const [FSNamesystemState, NameNodeInfo, FSNamesystem] = await Promise.all([
    hdfs.bean('FSNamesystemState', signal),
    hdfs.bean('NameNodeInfo', signal),
    hdfs.bean('FSNamesystem', signal),
  ]);
  const status = readStatus({ FSNamesystemState, NameNodeInfo, FSNamesystem });
  if (status !== undefined) return status;
  throw new ConsoleError('HDFS_STARTING', 'The NameNode is starting up', {
    hint: 'Wait until the NameNode has loaded its files.',
  });
}

/** The export folder; `null` before it was made. */
export async function askFolder(
  hdfs: Pick<WebHdfs, 'contentOf' | 'entry' | 'list'>,
  folder: string,
  signal: AbortSignal,
): Promise<ExportFolder | null> {
  const content = await hdfs.contentOf(folder, signal);
  if (content === undefined) return null;
  const path = `${folder}/snapshots`;
  const hasSnapshots = (await hdfs.entry(path, signal)) !== undefined;
  const snapshots = hasSnapshots ? await hdfs.list(path, signal) : [];
  const newest = snapshots
    .map(({ name, modifiedAt }) => ({ name, modifiedAt }))
    .sort((one, other) => other.modifiedAt - one.modifiedAt)
    .slice(0, MAX_SNAPSHOTS);
  return { ...content, snapshots: snapshots.length, newest };
}
