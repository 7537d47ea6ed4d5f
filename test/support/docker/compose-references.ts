import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Compose, DOCKER_DIRECTORY, type Service } from './compose-file.ts';
import { finalStage } from './dockerfile.ts';

/** Names that lead nowhere, and conditions that can never come true; each as a sentence. */
export function referenceFaults(compose: Compose): readonly string[] {
  const used = new Set(
    Object.values(compose.services).flatMap(({ volumes }) => volumes.map(sourceOf)),
  );
  const unused = Object.keys(compose.volumes)
    .filter((name) => !used.has(name))
    .map((name) => `volume ${name} is used by nobody`);
  const faults = Object.entries(compose.services).flatMap(([name, service]) =>
    [...volumeFaults(compose, service), ...dependencyFaults(compose, service)].map(
      (fault) => `${name}: ${fault}`,
    ),
  );
  return [...unused, ...faults];
}

/** A volume's name, or a path. */
function sourceOf(volume: string): string {
  return volume.split(':')[0] ?? '';
}

function volumeFaults(compose: Compose, { volumes }: Service): readonly string[] {
  return volumes.map(sourceOf).flatMap((source) => {
    if (!source.startsWith('.')) {
      return source in compose.volumes ? [] : [`there is no volume ${source}`];
    }
    return existsSync(join(DOCKER_DIRECTORY, source)) ? [] : [`there is no ${source}`];
  });
}

function dependencyFaults(compose: Compose, service: Service): readonly string[] {
  return Object.entries(service.depends_on).flatMap(([name, { condition }]) => {
    const other = compose.services[name];
    if (other === undefined) return [`depends on ${name}, which there is not`];
    if (other.profiles !== undefined && service.profiles === undefined) {
      return [`depends on ${name}, which only a profile starts`];
    }
    if (condition === 'service_healthy' && !isWatched(other)) {
      return [`waits until ${name} is healthy, and nothing looks whether it is`];
    }
    const ends = other.restart === 'no';
    if (condition === 'service_completed_successfully' && !ends) {
      return [`waits until ${name} has ended, which is started again`];
    }
    return [];
  });
}

/** By a health check of its own, or by that of our image. */
function isWatched({ healthcheck, build }: Service): boolean {
  if (healthcheck !== undefined) return !('disable' in healthcheck);
  const isOurs = build !== undefined;
  return isOurs && finalStage().instructions.some(({ name }) => name === 'HEALTHCHECK');
}
