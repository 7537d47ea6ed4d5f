import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

type SeenRequest = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
};

export type TestServer = {
  readonly url: URL;
  /** In the order they came. */
  readonly requests: readonly SeenRequest[];
  /** Nobody listens there any more. */
  close(): Promise<void>;
};

/** A server on a free port of this machine that goes with the test. */
export async function startServer(behaviour: RequestListener): Promise<TestServer> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    requests.push({ path: request.url ?? '', headers: request.headers });
    behaviour(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  onTestFinished(close);
  return { url: new URL(`http://127.0.0.1:${port}/dataset`), requests, close };
}
