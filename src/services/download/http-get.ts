import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Response } from 'node-fetch';

/** Names and values as in the environment; those that are unset are missing. */
export type ProxySettings = {
  readonly HTTPS_PROXY?: string;
  readonly NO_PROXY?: string;
};

type GetOptions = {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Called when the server, behind any proxy, can be talked to. */
  readonly onConnected: () => void;
};

/** One GET, redirects not followed. The response's body must be read to its end or closed. */
export type HttpGet = (url: URL, options: GetOptions) => Promise<Response>;

/**
 * Gets with node-fetch, over a connection of its own that ends with the response. The library is
 * loaded with the first request: it takes 20 MB, and most runs download nothing.
 */
export function createHttpGet(proxy: ProxySettings): HttpGet {
  return async (url, { headers, signal, onConnected }) => {
    const { default: fetch } = await import('node-fetch');
    return fetch(url, {
      headers: { 'user-agent': 'trackdeck', ...headers },
      signal,
      agent: watchedAgent(url, proxy, onConnected),
      redirect: 'manual',
      compress: false,
    });
  };
}

/** Ends the connection of a response whose body is not wanted to its end. */
export function closeResponse(response: Response): void {
  (response.body as Duplex | null)?.destroy();
}

function watchedAgent(url: URL, proxy: ProxySettings, onConnected: () => void): HttpAgent {
  const isHttps = url.protocol === 'https:';
  // Plain HTTP is for this machine only, which no proxy can reach.
  const agent = isHttps ? new HttpsAgent({ proxyEnv: { ...proxy } }) : new HttpAgent();
  const connected = isHttps ? 'secureConnect' : 'connect';
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    // Through a proxy the connection to the server comes by callback; what is returned is the proxy's.
    const socket = create(options, (error, tunnel) => {
      tunnel?.once(connected, onConnected);
      callback?.(error, tunnel);
    });
    socket?.once(connected, onConnected);
    return socket;
  };
  return agent;
}
