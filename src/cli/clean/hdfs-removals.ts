import type { Config } from '../../config.ts';
import { formatBytes } from '../../domain/format.ts';
import type { WebHdfs } from '../../services/hdfs/web-hdfs.ts';
import type { Removal } from './removal.ts';

/** Names that trackdeck gives in its export folder; nothing else there is touched. */
const FOLDER_ENTRIES = new Set([
  'snapshots',
  'autosave',
  'tracks',
  'latest.json',
  'spark',
  '.uploading',
]);

/**
 * What trackdeck has published to HDFS.
 *
 * @throws `HDFS_*`
 */
export async function hdfsRemovals(
  hdfs: WebHdfs,
  { hdfsExportDir: folder }: Pick<Config, 'hdfsExportDir'>,
): Promise<readonly Removal[]> {
  const { signal } = new AbortController();
  if ((await hdfs.entry(folder, signal)) === undefined) return [];
  const present = await hdfs.list(folder, signal);
  const ours = present.filter(({ name }) => FOLDER_ENTRIES.has(name));
  return Promise.all(
    ours.map(async ({ name }) => {
      const path = `${folder}/${name}`;
      const content = await hdfs.contentOf(path, signal);
      return {
        amount: formatBytes(content?.bytes ?? 0),
        name: `${path} in HDFS`,
        remove: async () => void (await hdfs.remove(path, signal)),
      };
    }),
  );
}
