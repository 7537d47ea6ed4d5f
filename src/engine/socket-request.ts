import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { answeredFailure, doesNotAnswer, notOurs, unreachable } from './client-errors.ts';

export type SocketRequest = {
  readonly socketPath: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** The connection is given up when nothing comes for so long. */
  readonly silenceMs: number;
  readonly signal?: AbortSignal | undefined;
};

/**
 * The answer to a request on a Unix-domain socket, as soon as its head is there.
 *
 * @throws `ENGINE_UNREACHABLE`, or the signal's reason
 */
export function openAnswer(options: SocketRequest): Promise<IncomingMessage> {
  const { socketPath, method, path, body, signal } = options;
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const outgoing = request({
      socketPath,
      method,
      path,
      headers,
      agent: false,
      ...(signal === undefined ? {} : { signal }),
    });
    outgoing.on('response', resolve);
    outgoing.on('error', (error) => reject(endOf(error, options)));
    giveUpInSilence(outgoing, options);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** @throws what `openAnswer` throws, `ENGINE_PROTOCOL`, or the failure that was answered */
export async function requestJson(options: SocketRequest): Promise<unknown> {
  const answer = await openAnswer(options);
  const body = parsed(await wholeText(answer, options), options.socketPath);
  if (answer.statusCode === 200) return body;
  throw answeredFailure(body, options.socketPath);
}

/** What a broken connection is thrown as. */
export function endOf(thrown: unknown, { socketPath, signal }: SocketRequest): unknown {
  return signal?.aborted ? signal.reason : unreachable(thrown, socketPath);
}

async function wholeText(answer: IncomingMessage, options: SocketRequest): Promise<string> {
  try {
    return await text(answer);
  } catch (error) {
    throw endOf(error, options);
  }
}

export function parsed(json: string, socketPath: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw notOurs(socketPath);
  }
}

/** Time for a process that was suspended to read what came meanwhile: its timers are overdue first. */
const GRACE_MS = 500;

function giveUpInSilence(outgoing: ClientRequest, { socketPath, silenceMs }: SocketRequest): void {
  let answer: IncomingMessage | undefined;
  outgoing.on('response', (response) => {
    answer = response;
  });
  outgoing.setTimeout(silenceMs);
  // Every silence, not the first alone: a callback given to setTimeout would be called once.
  outgoing.on('timeout', () => {
    const heard = outgoing.socket?.bytesRead;
    setTimeout(() => {
      if (outgoing.socket?.bytesRead !== heard) return;
      // Only the answer hands its reader the reason.
      (answer ?? outgoing).destroy(doesNotAnswer(socketPath, silenceMs));
    }, GRACE_MS).unref();
  });
}
