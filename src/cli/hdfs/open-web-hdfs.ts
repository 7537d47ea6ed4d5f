import { userInfo } from 'node:os';
import type { Config } from '../../config.ts';
import { createWebHdfs, type WebHdfs } from '../../services/hdfs/web-hdfs.ts';

/** The WebHDFS of a configuration, and whom it takes this process for. */
export function openWebHdfs(
  { hdfsUser }: Pick<Config, 'hdfsUser'>,
  url: string,
): { readonly hdfs: WebHdfs; readonly user: string } {
  const user = hdfsUser ?? userInfo().username;
  return { hdfs: createWebHdfs({ url, user }), user };
}
