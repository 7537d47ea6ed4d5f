import { type Compose, serviceOf } from './compose-file.ts';

const BOOTSTRAP_SETTINGS = ['KAFKA_BOOTSTRAP_SERVERS', 'KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS'];

/** How the broker's listeners and their users differ from one another; each as a sentence. */
export function listenerFaults(compose: Compose): readonly string[] {
  const kafka = serviceOf(compose, 'kafka');
  const setting = (name: string) => kafka.environment[name] ?? '';
  const listeners = listenersOf(setting('KAFKA_LISTENERS'));
  const advertised = listenersOf(setting('KAFKA_ADVERTISED_LISTENERS'));
  const controller = setting('KAFKA_CONTROLLER_LISTENER_NAMES');
  const protocols = new Map(
    setting('KAFKA_LISTENER_SECURITY_PROTOCOL_MAP')
      .split(',')
      .map((pair) => pair.split(':') as [string, string]),
  );
  const internal = advertised.get(setting('KAFKA_INTER_BROKER_LISTENER_NAME'));
  const quorum = `1@kafka:${portOf(listeners.get(controller))}`;
  const { ports } = kafka;

  return [
    ...[...listeners.keys()]
      .filter((name) => protocols.get(name) !== 'PLAINTEXT')
      .map((name) => `listener ${name} has no protocol`),
    ...[...listeners.keys()]
      .filter((name) => name !== controller && !advertised.has(name))
      .map((name) => `listener ${name} is not advertised`),
    ...[...advertised]
      .filter(([name, address]) => portOf(listeners.get(name)) !== portOf(address))
      .map(([name]) => `listener ${name} is advertised with another port`),
    ...[...advertised.values()]
      .filter((address) => address.startsWith('localhost:'))
      .map(portOf)
      .filter((port) => !ports.includes(`127.0.0.1:${port}:${port}`))
      .map((port) => `localhost:${port} is advertised and not published`),
    ...[...advertised.values()]
      .filter((address) => !/^(localhost|kafka):/.test(address))
      .map((address) => `nobody knows ${address}`),
    ...(setting('KAFKA_CONTROLLER_QUORUM_VOTERS') === quorum
      ? []
      : [`the quorum is not ${quorum}`]),
    ...usersOf(compose)
      .filter(([, address]) => address !== internal)
      .map(([name, address]) => `${name} uses ${address}, and ${internal} is advertised inside`),
  ];
}

/** Addresses by the listener's name. */
function listenersOf(value: string): ReadonlyMap<string, string> {
  return new Map(value.split(',').map((entry) => entry.split('://') as [string, string]));
}

function portOf(address: string | undefined): string {
  return address?.split(':').at(-1) ?? '';
}

/** Which bootstrap servers each service names, in its environment or its commands. */
function usersOf({ services }: Compose): readonly (readonly [name: string, address: string])[] {
  return Object.entries(services).flatMap(([name, { environment, command = [], healthcheck }]) => {
    const check = healthcheck !== undefined && 'test' in healthcheck ? healthcheck.test : [];
    const commands = [...command, ...check].join(' ');
    const inCommands = [...commands.matchAll(/--bootstrap-server (\S+)/g)].map(([, at = '']) => at);
    const inEnvironment = BOOTSTRAP_SETTINGS.map((key) => environment[key] ?? '').filter(Boolean);
    return [...inCommands, ...inEnvironment].map((address) => [name, address] as const);
  });
}
