import { Readable } from 'node:stream';
import type { Response } from 'node-fetch';
import type { ConsoleError } from '../../domain/errors.ts';
import type { Timers } from '../timers.ts';
import {
  type HdfsSubject,
  noAnswer,
  notWebHdfs,
  type RemoteException,
  remoteFailure,
  translateTransportError,
} from './hdfs-errors.ts';

export type HdfsRequest = {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly url: URL;
  readonly subject: HdfsSubject;
  readonly body?: { readonly content: AsyncIterable<Buffer>; readonly bytes: number };
};

/** Ends a request on which nothing moves for so long; a slow one goes on. */
export type Watch = { readonly signal: AbortSignal; moved(): void };

export type HdfsTransport = {
  /**
   * Asks, and hands the successful answer on while it is watched over.
   *
   * @throws `HDFS_*` for everything that HDFS or the network says
   */
  send<Result>(
    request: HdfsRequest,
    signal: AbortSignal,
    read: (response: Response, watch: Watch) => Promise<Result>,
  ): Promise<Result>;
};

/**
 * Requests by node-fetch, whose node:http takes the 100 Continue that a DataNode sends unasked; the
 * fetch of Node itself ends such an upload as a failure. It is loaded with the first request.
 *
 * @param quietMs - how long a server may keep silent
 */
export function createTransport(timers: Timers, quietMs: number): HdfsTransport {
  return {
    async send(request, signal, read) {
      const { method, url, subject, body } = request;
      signal.throwIfAborted();
      const watch = watchOver(timers, quietMs, signal, () => noAnswer(subject, quietMs));
      const content = body && watched(body.content, watch);
      try {
        const { default: fetch } = await import('node-fetch');
        const response = await fetch(url, {
          method,
          redirect: 'manual',
          signal: watch.signal,
          headers: {
            'user-agent': 'trackdeck',
            ...(body && { 'content-length': String(body.bytes) }),
          },
          ...(content && { body: Readable.from(content.chunks) }),
        });
        watch.moved();
        if (!response.ok) throw await failureOf(response, subject);
        return await read(response, watch);
      } catch (error) {
        if (watch.signal.aborted) throw watch.signal.reason;
        if (content?.failure() !== undefined) throw content.failure();
        throw translateTransportError(error, subject);
      } finally {
        watch.stop();
      }
    },
  };
}

/**
 * The same chunks, each one noticed. What reading them throws is kept apart from the network: whoever
 * takes them throws his own failures in here, too, when he gives them up.
 */
export function watched(source: AsyncIterable<Buffer>, watch: Watch) {
  let failure: unknown;
  async function* chunks(): AsyncGenerator<Buffer> {
    const iterator = source[Symbol.asyncIterator]();
    const next = () =>
      iterator.next().catch((error: unknown) => {
        failure = error;
        throw error;
      });
    try {
      for (let chunk = await next(); chunk.done !== true; chunk = await next()) {
        watch.moved();
        yield chunk.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { chunks: chunks(), failure: () => failure };
}

function watchOver(
  timers: Timers,
  quietMs: number,
  stop: AbortSignal,
  reason: () => ConsoleError,
): Watch & { stop(): void } {
  const controller = new AbortController();
  let cancel = () => {};
  const moved = () => {
    cancel();
    cancel = timers.after(quietMs, () => controller.abort(reason()));
  };
  moved();
  return { signal: AbortSignal.any([stop, controller.signal]), moved, stop: () => cancel() };
}

const MAX_ERROR_CHARACTERS = 100_000;

async function failureOf(response: Response, subject: HdfsSubject): Promise<ConsoleError> {
  const text = (await response.text()).slice(0, MAX_ERROR_CHARACTERS);
  const remote = remoteException(text);
  return remote === undefined
    ? notWebHdfs(response.status, subject)
    : remoteFailure(remote, subject);
}

function remoteException(text: string): RemoteException | undefined {
  try {
    const { RemoteException: remote } = JSON.parse(text) as {
      readonly RemoteException?: Partial<RemoteException>;
    };
    const { exception, message = '' } = remote ?? {};
    return typeof exception === 'string' ? { exception, message } : undefined;
  } catch {
    return undefined;
  }
}
