/** Names of hosts, underscores too, as containers have them; and IPv4 addresses. */
const HOST = /^\w([\w.-]*\w)?\.?$/;
const IPV6 = /^\[|^[\da-f]*:[\da-f]*:/i;
const MAX_PORT = 65_535;

/** The entries of a list of brokers, commas between them, without the blanks around each. */
export function bootstrapServers(list: string): readonly string[] {
  return list.split(',').map((server) => server.trim());
}

/**
 * What is wrong with one entry of a list of brokers, as the rest of a sentence; `null` when it is
 * `host:port`. IPv6 addresses are refused: kafkajs takes what stands before the first colon for the
 * host, so that it would ask for a host named `[`. Names that lead to such addresses are fine.
 */
export function serverFault(server: string): string | null {
  if (server === '') return 'has an empty entry';
  if (IPV6.test(server)) {
    return `"${server}" is an IPv6 address, which the Kafka client cannot take; give a host name`;
  }
  const [host = '', port = '', ...rest] = server.split(':');
  if (!HOST.test(host) || !/^\d+$/.test(port) || rest.length > 0) {
    return `"${server}" must be host:port`;
  }
  const isPort = Number(port) >= 1 && Number(port) <= MAX_PORT;
  return isPort ? null : `"${server}" must have a port from 1 to ${MAX_PORT}`;
}
