import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import type { KafkaPorts } from './kafka-ports.ts';

/** Number of the request that ends a transaction. */
const END_TXN = 26;

/** Where the next end of a transaction is cut off: on its way, or on the way of its answer. */
type Cut = 'request' | 'answer';

export type SeveringProxy = {
  readonly bootstrapServers: string;
  /** The next end of a transaction loses its connection; everything after goes through. */
  severNext(cut: Cut): void;
  close(): void;
};

/** Stands between clients and the broker. */
export async function startSeveringProxy(ports: KafkaPorts): Promise<SeveringProxy> {
  const sockets = new Set<Socket>();
  let cut: Cut | undefined;

  const server = createServer((client) => {
    const broker = createConnection({ host: '127.0.0.1', port: ports.proxied });
    const sever = () => {
      client.destroy();
      broker.destroy();
    };
    let isAnswerLost = false;
    for (const socket of [client, broker]) {
      sockets.add(socket);
      socket.on('error', sever).on('close', sever);
    }
    client.on('data', (chunk) => {
      // A client with one request in flight sends it in a piece of its own.
      const isEnd = chunk.length > 6 && chunk.readInt16BE(4) === END_TXN;
      if (isEnd && cut === 'request') sever();
      else broker.write(chunk);
      isAnswerLost = isEnd && cut === 'answer';
      if (isEnd) cut = undefined;
    });
    broker.on('data', (chunk) => {
      if (isAnswerLost) sever();
      else client.write(chunk);
    });
  });
  server.listen(ports.proxy, '127.0.0.1');
  await once(server, 'listening');

  return {
    bootstrapServers: `127.0.0.1:${ports.proxy}`,
    severNext: (where) => {
      cut = where;
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
