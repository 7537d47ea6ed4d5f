import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

export type ContentHash = {
  readonly bytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
};

/** Length and hash of everything that comes. */
export async function hashContent(chunks: AsyncIterable<Buffer>): Promise<ContentHash> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** @throws the file system's own error */
export function hashFile(path: string): Promise<ContentHash> {
  return hashContent(createReadStream(path));
}
