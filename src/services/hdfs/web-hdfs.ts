import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Response } from 'node-fetch';
import { ConsoleError } from '../../domain/errors.ts';
import { type ContentHash, hashContent } from '../files/hash-file.ts';
import { systemTimers, type Timers } from '../timers.ts';
import { type HdfsSubject, notWebHdfs } from './hdfs-errors.ts';
import { createTransport, type HdfsRequest, watched } from './hdfs-request.ts';

/** What is at a path of HDFS. */
type HdfsEntry = {
  /** Name in its directory. */
  readonly name: string;
  readonly isDirectory: boolean;
  /** 0 of a directory. */
  readonly bytes: number;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
};

type HdfsContent = {
  readonly files: number;
  readonly bytes: number;
};

type LocalFile = { readonly localPath: string; readonly bytes: number };

/** What is to be written, of known length. */
type HdfsUpload = LocalFile | { readonly text: string };

/**
 * Files in HDFS by WebHDFS. Paths are absolute. Everything throws `HDFS_*`, and the signal's reason
 * when that aborts.
 */
export type WebHdfs = {
  /** Also makes the directories above; one that is there is left as it is. */
  makeDirectories(path: string, signal: AbortSignal): Promise<void>;
  /** Writes a file anew; until it has returned, the path may hold a part of it. */
  upload(path: string, content: HdfsUpload, signal: AbortSignal): Promise<void>;
  /** Reads a file to its end. */
  fingerprint(path: string, signal: AbortSignal): Promise<ContentHash>;
  /** Reads a small file as UTF-8. */
  readText(path: string, signal: AbortSignal): Promise<string>;
  /** In one step; a file that is there is replaced, a directory only where it is empty. */
  rename(from: string, to: string, signal: AbortSignal): Promise<void>;
  /** With everything in it. Returns false when there was nothing. */
  remove(path: string, signal: AbortSignal): Promise<boolean>;
  /** `undefined` where nothing is. */
  entry(path: string, signal: AbortSignal): Promise<HdfsEntry | undefined>;
  list(path: string, signal: AbortSignal): Promise<readonly HdfsEntry[]>;
  /** Of all files in and below a directory; `undefined` where there is none. */
  contentOf(path: string, signal: AbortSignal): Promise<HdfsContent | undefined>;
  /** The bean of that name from the NameNode's own figures; empty while it has none. */
  bean(name: string, signal: AbortSignal): Promise<Readonly<Record<string, unknown>>>;
};

export type WebHdfsOptions = {
  /** Of the NameNode's HTTP server; a path or user in it is ignored. */
  readonly url: string;
  /** Whom HDFS takes this process for. */
  readonly user: string;
  /** How long a daemon may keep silent. Default 20 s. */
  readonly quietMs?: number;
  readonly timers?: Timers;
};

const QUIET_MS = 20_000;
const MAX_TEXT_BYTES = 10_000_000;

type FileStatus = {
  readonly pathSuffix: string;
  readonly type: string;
  readonly length: number;
  readonly modificationTime: number;
};

export function createWebHdfs(options: WebHdfsOptions): WebHdfs {
  const { user, quietMs = QUIET_MS, timers = systemTimers } = options;
  const { host, origin: base } = new URL(options.url);
  const transport = createTransport(timers, quietMs);

  function request(
    method: HdfsRequest['method'],
    action: string,
    path: string,
    parameters: Readonly<Record<string, string>>,
  ): HdfsRequest {
    const url = new URL(base);
    url.pathname = `/webhdfs/v1${path.split('/').map(encodeURIComponent).join('/')}`;
    url.search = new URLSearchParams({ 'user.name': user, ...parameters }).toString();
    return { method, url, subject: { action, path, host } };
  }

  /** Where the DataNode is that has or takes the content. */
  async function locate(asked: HdfsRequest, signal: AbortSignal): Promise<HdfsRequest> {
    asked.url.searchParams.set('noredirect', 'true');
    const answer = await transport.send(asked, signal, (response) => json(response, asked.subject));
    const location = (answer as { readonly Location?: unknown }).Location;
    if (typeof location !== 'string') throw notWebHdfs(200, asked.subject);
    const url = new URL(location);
    return { ...asked, url, subject: { ...asked.subject, host: url.host } };
  }

  async function read<Result>(
    path: string,
    signal: AbortSignal,
    take: (chunks: AsyncIterable<Buffer>) => Promise<Result>,
  ): Promise<Result> {
    const found = await locate(request('GET', 'read', path, { op: 'OPEN' }), signal);
    return transport.send(found, signal, (response, watch) => {
      const body = response.body as AsyncIterable<Buffer> | null;
      return take(watched(body ?? Readable.from([]), watch).chunks);
    });
  }

  const ask = (asked: HdfsRequest, signal: AbortSignal) =>
    transport.send(asked, signal, (response) => json(response, asked.subject));

  return {
    async makeDirectories(path, signal) {
      await ask(request('PUT', 'make the directory', path, { op: 'MKDIRS' }), signal);
    },
    async upload(path, content, signal) {
      const asked = request('PUT', 'write', path, { op: 'CREATE', overwrite: 'true' });
      const found = await locate(asked, signal);
      const body = 'text' in content ? textBody(content.text) : fileBody(content);
      await transport.send({ ...found, body }, signal, drained);
    },
    fingerprint: (path, signal) => read(path, signal, hashContent),
    readText: (path, signal) =>
      read(path, signal, async (chunks) => {
        const parts: Buffer[] = [];
        let bytes = 0;
        for await (const chunk of chunks) {
          parts.push(chunk);
          bytes += chunk.length;
          if (bytes > MAX_TEXT_BYTES) break;
        }
        return Buffer.concat(parts).toString('utf8');
      }),
    async rename(from, to, signal) {
      const parameters = { op: 'RENAME', destination: to, renameoptions: 'OVERWRITE' };
      const asked = request('PUT', 'rename', from, parameters);
      const subject = { ...asked.subject, path: `${from} to ${to}` };
      await transport.send({ ...asked, subject }, signal, drained);
    },
    async remove(path, signal) {
      const asked = request('DELETE', 'remove', path, { op: 'DELETE', recursive: 'true' });
      return ((await ask(asked, signal)) as { readonly boolean?: boolean }).boolean === true;
    },
    async entry(path, signal) {
      const asked = request('GET', 'look at', path, { op: 'GETFILESTATUS' });
      const answer = await ask(asked, signal).catch(ignoreMissing);
      if (answer === undefined) return undefined;
      return entryOf((answer as { readonly FileStatus: FileStatus }).FileStatus);
    },
    async list(path, signal) {
      const asked = request('GET', 'list', path, { op: 'LISTSTATUS' });
      const answer = (await ask(asked, signal)) as {
        readonly FileStatuses: { readonly FileStatus: readonly FileStatus[] };
      };
      return answer.FileStatuses.FileStatus.map(entryOf);
    },
    async contentOf(path, signal) {
      const asked = request('GET', 'measure', path, { op: 'GETCONTENTSUMMARY' });
      const answer = await ask(asked, signal).catch(ignoreMissing);
      if (answer === undefined) return undefined;
      const { fileCount, length } = (
        answer as { readonly ContentSummary: { fileCount: number; length: number } }
      ).ContentSummary;
      return { files: fileCount, bytes: length };
    },
    async bean(name, signal) {
      const subject = { action: 'read', path: name, host };
      const url = new URL('/jmx', base);
      url.search = new URLSearchParams({ qry: `Hadoop:service=NameNode,name=${name}` }).toString();
      const answer = (await ask({ method: 'GET', url, subject }, signal)) as {
        readonly beans?: readonly Readonly<Record<string, unknown>>[];
      };
      return answer.beans?.[0] ?? {};
    },
  };
}

function textBody(text: string) {
  const content = Buffer.from(text);
  return { content: Readable.from([content]) as AsyncIterable<Buffer>, bytes: content.length };
}

function fileBody({ localPath, bytes }: LocalFile) {
  return bytes === 0 ? textBody('') : { content: wholeFile(localPath, bytes), bytes };
}

/** Exactly as many bytes as were announced, whatever happens to the file: a server would wait for more. */
async function* wholeFile(path: string, bytes: number): AsyncGenerator<Buffer> {
  let sent = 0;
  for await (const chunk of createReadStream(path, { end: bytes - 1 })) {
    sent += chunk.length;
    yield chunk;
  }
  if (sent === bytes) return;
  throw new ConsoleError('FILE_FAILED', `${path} has ${sent} bytes and had ${bytes}`, {
    hint: 'Somebody has cut it; leave the state directory to trackdeck.',
    context: { path },
  });
}

async function json(response: Response, subject: HdfsSubject): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw notWebHdfs(response.status, subject);
  }
}

/** A connection is done with only when its answer was read. */
async function drained(response: Response): Promise<void> {
  await response.arrayBuffer();
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof ConsoleError && error.code === 'HDFS_MISSING') return undefined;
  throw error;
}

function entryOf({ pathSuffix, type, length, modificationTime }: FileStatus): HdfsEntry {
  return {
    name: pathSuffix,
    isDirectory: type === 'DIRECTORY',
    bytes: length,
    modifiedAt: modificationTime,
  };
}
