import { once } from 'node:events';
import { chmodSync, rmSync, statSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';

type SocketListenerOptions = {
  /** Nobody else may listen here. */
  readonly path: string;
  readonly onRequest: RequestListener;
  /** Told why nobody can connect now, each time it is tried again. */
  readonly onFailure: (thrown: unknown) => void;
  /** Time between two looks at the socket's file. */
  readonly lookMs?: number;
};

/** HTTP on a Unix-domain socket that only its owner can reach, at any moment. */
export type SocketListener = {
  /** Lets answers that are under way go out for a moment. */
  close(): Promise<void>;
};

const LOOK_MS = 2_000;
/** How long a connection may take to read its last bytes. */
const LAST_BYTES_MS = 250;

/**
 * Listens until it is closed, and again where the socket's file has vanished, as when somebody cleans
 * the directory or a log-out takes $XDG_RUNTIME_DIR away; connections that are open go on. A file
 * that somebody has put in its place is left alone.
 *
 * @throws the system's error when the first listening fails
 */
export async function listenOnSocket(options: SocketListenerOptions): Promise<SocketListener> {
  const { path, onRequest, onFailure, lookMs = LOOK_MS } = options;
  const servers = new Set<Server>();
  let listening = await listenOnce();

  async function listenOnce(): Promise<Server> {
    const server = await listenPrivately(path, onRequest);
    servers.add(server);
    server.on('close', () => servers.delete(server));
    return server;
  }

  let isListeningAgain = false;
  async function listenAgain(): Promise<void> {
    isListeningAgain = true;
    // Before the new one is there: a server that closes takes the path away.
    listening.close();
    try {
      listening = await listenOnce();
    } catch (error) {
      // The directory may be gone too: the next look tries again.
      onFailure(error);
    } finally {
      isListeningAgain = false;
    }
  }

  const looks = setInterval(() => {
    if (!isListeningAgain && !isThere(path)) void listenAgain();
  }, lookMs);
  looks.unref();
  return {
    async close() {
      clearInterval(looks);
      const closing = [...servers].map((server) => closeGently(server));
      await Promise.all(closing);
    },
  };
}

/** What is left of an engine that was killed is taken away first. */
async function listenPrivately(path: string, onRequest: RequestListener): Promise<Server> {
  rmSync(path, { force: true });
  const server = createServer(onRequest);
  const usual = process.umask(0o077);
  try {
    // Makes the file before it returns: not for a moment can others open it.
    server.listen({ path });
  } finally {
    process.umask(usual);
  }
  await once(server, 'listening');
  chmodSync(path, 0o600);
  return server;
}

/** What cannot be looked at for now is not known to be gone. */
function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

async function closeGently(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const force = setTimeout(() => server.closeAllConnections(), LAST_BYTES_MS);
  await closed;
  clearTimeout(force);
}
