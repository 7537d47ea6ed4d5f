import { settings } from '../../../src/config.ts';
import type { Compose, Service } from './compose-file.ts';

/** What the console and the downloader read beside their settings. */
const BESIDE_SETTINGS = [
  ...['KAGGLE_USERNAME', 'KAGGLE_KEY', 'HTTPS_PROXY', 'NO_PROXY'],
  ...['TERM', 'COLORTERM', 'NO_COLOR', 'TZ'],
];
const KNOWN = new Set([...settings.map(({ env }) => env), ...BESIDE_SETTINGS]);

/** An orderly stop takes at most 10 s, with a broker that does not answer too. */
const STOP_SECONDS = 10;

/** What could hurt the machine or its operator at night; each as a sentence. */
export function safetyFaults({ services }: Compose): readonly string[] {
  const published = Object.values(services).flatMap(({ ports }) => ports.map(hostPort));
  const twice = published.filter((port, at) => published.indexOf(port) !== at);
  const faults = Object.entries(services).flatMap(([name, service]) => {
    const own = service.build === undefined ? [] : ownFaults(service);
    return [...serviceFaults(service), ...own].map((fault) => `${name}: ${fault}`);
  });
  return [...twice.map((port) => `port ${port} is published twice`), ...faults];
}

function hostPort(port: string): string {
  return port.split(':').at(-2) ?? '';
}

function serviceFaults(service: Service): readonly string[] {
  const { image, ports, mem_limit: memory, restart, user, logging } = service;
  const faults: string[] = [];
  if (!/:v?\d+\.\d+\.\d+(-[\w.-]+)?$/.test(image)) faults.push(`${image} is no pinned version`);
  for (const port of ports) {
    if (!/^127\.0\.0\.1:\d+:\d+$/.test(port)) faults.push(`${port} is open to the network`);
  }
  if (memory === undefined) faults.push('may take all memory');
  else if (heapOf(service) >= megabytes(memory)) faults.push('has a heap larger than its memory');
  if (logging?.options['max-size'] === undefined) faults.push('may fill the disk with its log');
  if (restart === undefined) faults.push('does not say whether it is started again');
  if (user === 'root' && restart !== 'no') faults.push('runs as root');
  return faults;
}

/** Of a container with our image. */
function ownFaults(service: Service): readonly string[] {
  const { environment, stop_grace_period: grace = '10s', cap_drop, read_only } = service;
  const faults = Object.keys(environment)
    .filter((name) => !KNOWN.has(name))
    .map((name) => `${name} is no setting`);
  if (Number.parseInt(grace, 10) < 2 * STOP_SECONDS) faults.push('is killed while it stops');
  if (cap_drop?.includes('ALL') !== true || read_only !== true) faults.push('may do too much');
  return faults;
}

/** Of the largest `-Xmx`, in megabytes; 0 without one. */
function heapOf({ environment, command = [] }: Service): number {
  const places = [...Object.values(environment), ...command].join(' ');
  const heaps = [...places.matchAll(/-Xmx(\d+[mg])/g)].map(([, heap = '0m']) => megabytes(heap));
  return Math.max(0, ...heaps);
}

function megabytes(size: string): number {
  return Number.parseInt(size, 10) * (size.endsWith('g') ? 1024 : 1);
}
