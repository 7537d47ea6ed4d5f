import { readFileSync } from 'node:fs';
import { ConsoleError } from '../../../src/domain/errors.ts';
import { hashContent } from '../../../src/services/files/hash-file.ts';
import type { WebHdfs } from '../../../src/services/hdfs/web-hdfs.ts';

export type MemoryHdfs = WebHdfs & {
  readonly files: Map<string, Buffer>;
  /** What becomes of uploads to paths that end so, instead of what was sent. */
  readonly spoiled: Map<string, Buffer>;
};

/** Files in memory, for faults that real daemons do not have at will. Directories are not kept. */
export function createMemoryHdfs(): MemoryHdfs {
  const files = new Map<string, Buffer>();
  const spoiled = new Map<string, Buffer>();
  const contentAt = (path: string) => {
    const content = files.get(path);
    if (content === undefined) throw new ConsoleError('HDFS_MISSING', `${path} is not there`);
    return content;
  };
  const below = (path: string) => [...files.keys()].filter((file) => file.startsWith(`${path}/`));
  return {
    files,
    spoiled,
    makeDirectories: async () => {},
    async upload(path, content) {
      const sent = 'text' in content ? Buffer.from(content.text) : readFileSync(content.localPath);
      const name = [...spoiled.keys()].find((end) => path.endsWith(end));
      files.set(path, (name && spoiled.get(name)) || sent);
    },
    fingerprint: async (path) =>
      hashContent(
        (async function* () {
          yield contentAt(path);
        })(),
      ),
    readText: async (path) => contentAt(path).toString('utf8'),
    async rename(from, to) {
      for (const path of files.has(from) ? [from] : below(from)) {
        files.set(to + path.slice(from.length), contentAt(path));
        files.delete(path);
      }
    },
    async remove(path) {
      return [path, ...below(path)].map((file) => files.delete(file)).includes(true);
    },
    async entry(path) {
      const content = files.get(path);
      if (content === undefined && below(path).length === 0) return undefined;
      const isDirectory = content === undefined;
      return { name: '', isDirectory, bytes: content?.length ?? 0, modifiedAt: 0 };
    },
    async list(path) {
      const names = new Set(below(path).map((file) => file.slice(path.length + 1).split('/')[0]));
      return [...names].map((name = '') => {
        const isDirectory = !files.has(`${path}/${name}`);
        return { name, isDirectory, bytes: 0, modifiedAt: 0 };
      });
    },
    contentOf: async () => undefined,
    bean: async () => ({}),
  };
}
