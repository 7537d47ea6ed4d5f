import { freePorts } from '../free-ports.ts';

const LISTENERS = ['plain', 'controller', 'tls', 'mutualTls', 'sasl', 'proxied', 'proxy'] as const;

/**
 * Ports of the loopback address, by listener. That of `proxied` sends its clients on to `proxy`,
 * where a test may listen in between.
 */
export type KafkaPorts = Readonly<Record<(typeof LISTENERS)[number], number>>;

/** Free ports for so many brokers, none of them twice. */
export async function kafkaPorts(brokers: number): Promise<readonly KafkaPorts[]> {
  const free = (await freePorts(brokers * LISTENERS.length)).values();
  return Array.from({ length: brokers }, () => {
    const ports = LISTENERS.map((name) => [name, free.next().value ?? 0] as const);
    return Object.fromEntries(ports) as KafkaPorts;
  });
}
