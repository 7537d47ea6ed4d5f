import { once } from 'node:events';
import { createServer } from 'node:net';

/** Ports of the loopback address that are free now, all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  const found: number[] = [];
  for (const server of servers) {
    if (!server.listening) await once(server, 'listening');
    const address = server.address();
    found.push(typeof address === 'object' ? (address?.port ?? 0) : 0);
  }
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return found;
}
