import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createHttpGet } from '../../../../src/services/download/http-get.ts';
import { sends } from '../../../support/http/behaviours.ts';
import { startServer } from '../../../support/http/test-server.ts';

const never = new AbortController().signal;

type SeenTunnel = { readonly target: string; readonly authorization: string | undefined };

/** A proxy that opens every tunnel, notes what is first sent through it, and closes it. */
async function startProxy(status: 200 | 407) {
  const tunnels: SeenTunnel[] = [];
  const firstBytes: Buffer[] = [];
  const proxy = createServer();
  proxy.on('connect', ({ url = '', headers }, socket) => {
    tunnels.push({ target: url, authorization: headers['proxy-authorization'] });
    socket.on('error', () => undefined);
    socket.write(`HTTP/1.1 ${status} Whatever\r\n\r\n`);
    if (status !== 200) socket.end();
    socket.once('data', (bytes: Buffer) => {
      firstBytes.push(bytes);
      socket.destroy();
    });
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => {
    proxy.close();
  });
  const { port } = proxy.address() as AddressInfo;
  return { address: `127.0.0.1:${port}`, tunnels, firstBytes };
}

function getter(proxy: Parameters<typeof createHttpGet>[0]) {
  const get = createHttpGet(proxy);
  let connections = 0;
  const onConnected = () => {
    connections += 1;
  };
  return {
    connections: () => connections,
    get: (url: string | URL) => get(new URL(url), { headers: {}, signal: never, onConnected }),
  };
}

const HANDSHAKE = 0x16;

test('an https server is reached through the proxy, encrypted all the way', async () => {
  const proxy = await startProxy(200);
  const { get, connections } = getter({ HTTPS_PROXY: `http://ada:pass@${proxy.address}` });

  const got = get('https://tracks.example/dataset.csv');

  await expect(got).rejects.toThrow();
  expect(proxy.tunnels).toEqual([
    { target: 'tracks.example:443', authorization: 'Basic YWRhOnBhc3M=' },
  ]);
  const [hello] = proxy.firstBytes;
  expect(hello?.[0]).toBe(HANDSHAKE);
  expect(hello?.includes('tracks.example')).toBe(true);
  expect(connections()).toBe(0);
});

test('a proxy that refuses is told from a server that does', async () => {
  const proxy = await startProxy(407);
  const { get } = getter({ HTTPS_PROXY: `http://${proxy.address}` });

  const got = get('https://tracks.example/dataset.csv');

  await expect(got).rejects.toMatchObject({ code: 'ERR_PROXY_TUNNEL' });
});

test('a host in NO_PROXY is reached without the proxy', async () => {
  const proxy = await startProxy(200);
  const { get } = getter({ HTTPS_PROXY: `http://${proxy.address}`, NO_PROXY: 'localhost' });

  const got = get('https://localhost:1/');

  await expect(got).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(proxy.tunnels).toEqual([]);
});

test('a server on this machine is reached without the proxy', async () => {
  const proxy = await startProxy(200);
  const server = await startServer(sends('content'));
  const { get, connections } = getter({ HTTPS_PROXY: `http://${proxy.address}` });

  const response = await get(server.url);

  expect(await response.text()).toBe('content');
  expect(proxy.tunnels).toEqual([]);
  expect(connections()).toBe(1);
});
