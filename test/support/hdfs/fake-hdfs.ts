import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A question that the fake has received. */
export type AskedOfHdfs = {
  readonly method: string;
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly body: string;
  readonly isWhole: boolean;
};

type Answer = { readonly status: number; readonly body?: unknown } | 'hang up';

/**
 * A server on the loopback address that speaks as a NameNode and a DataNode do, byte by byte: like
 * a DataNode it sends a 100 Continue that nobody asked for before its answer to an upload.
 *
 * @param answer - `undefined` leaves the client without any; `hang up` ends the connection as soon as
 *   the question has begun
 */
export async function startFakeHdfs(
  answer: (asked: AskedOfHdfs, url: string) => Answer | undefined,
): Promise<{ readonly url: string; readonly asked: readonly AskedOfHdfs[] }> {
  const asked: AskedOfHdfs[] = [];
  const sockets = new Set<Socket>();
  let url = '';
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    let received = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      received += text;
      const question = parse(received);
      if (question === undefined) return;
      const given = answer(question, url);
      if (given === 'hang up') socket.destroy();
      if (given === 'hang up' || !question.isWhole) return;
      received = '';
      asked.push(question);
      if (given === undefined) return;
      if (question.method === 'PUT') socket.write('HTTP/1.1 100 Continue\r\n\r\n');
      const { status, body } = given;
      const content = typeof body === 'string' ? body : JSON.stringify(body ?? '');
      const sent = body === undefined ? '' : content;
      socket.end(
        `HTTP/1.1 ${status} Answer\r\ncontent-length: ${Buffer.byteLength(sent)}\r\nconnection: close\r\n\r\n${sent}`,
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  return { url, asked };
}

function parse(received: string): AskedOfHdfs | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [line = '', ...headers] = received.slice(0, end).split('\r\n');
  const length = headers
    .map((header) => /^content-length: (\d+)$/i.exec(header)?.[1])
    .find(Boolean);
  const body = received.slice(end + 4);
  const [method = '', target = ''] = line.split(' ');
  const { pathname, searchParams } = new URL(target, 'http://fake');
  const isWhole = Buffer.byteLength(body) >= Number(length ?? 0);
  return { method, path: decodeURIComponent(pathname), parameters: searchParams, body, isWhole };
}
