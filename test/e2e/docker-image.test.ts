import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { resultOf } from '../support/cli/results.ts';
import { until } from '../support/cli/until.ts';
import { createWorkspace } from '../support/cli/workspace.ts';
import { readCompose, serviceOf } from '../support/docker/compose-file.ts';
import { execForm, finalStage, lastValue } from '../support/docker/dockerfile.ts';
import { type BuiltImage, buildImage } from '../support/docker/image-build.ts';

const [uid = 0, gid = 0] = lastValue(finalStage(), 'USER').split(':').map(Number);
const ENTRYPOINT = execForm(lastValue(finalStage(), 'ENTRYPOINT'));
const HEALTH = execForm(lastValue(finalStage(), 'HEALTHCHECK'));

/** Giving the volumes to the image's user takes root, or being that user. */
const canBuild = process.getuid?.() === 0 || process.getuid?.() === uid || process.env['CI'];

describe.skipIf(!canBuild)('the image, by the steps of its Dockerfile', () => {
  let image: BuiltImage;

  beforeAll(async () => {
    image = await buildImage(createWorkspace(afterAll).directory);
  });

  /** A process in the container, as the image's user. */
  function start(command: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const [file = '', ...args] = command;
    const child = spawn(file, args, {
      cwd: image.path('/app'),
      env: { ...image.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(process.getuid?.() === 0 && { uid, gid }),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const exited = once(child, 'close').then(([exitCode]) => ({ exitCode, stdout, stderr }));
    return { child, exited };
  }

  test('holds the built program and what it needs to run, and neither compiler nor another Node', () => {
    const packages = readdirSync(image.path('/app/node_modules'));

    expect(readdirSync(image.path('/app')).toSorted()).toEqual([
      ...['dist', 'node_modules', 'output', 'package.json', 'state'],
    ]);
    expect(packages).toContain('kafkajs');
    expect(packages).not.toContain('typescript');
    expect(packages).not.toContain('vitest');
    expect(packages.filter((name) => name.startsWith('node-linux'))).toEqual([]);
    expect(bytesIn(image.path('/app'))).toBeLessThan(60_000_000);
  });

  test('runs the whole pipeline as a user who is not root', async () => {
    const command = [...ENTRYPOINT, 'run', '--demo', '--demo-rows', '2000'];

    const { exitCode, stdout, stderr } = await start(command).exited;

    expect(exitCode, stderr).toBe(0);
    expect(resultOf(stdout)).toMatchObject({ exported: 2000, balanced: true });
    const tracks = statSync(image.path('/app/output/processed_tracks.csv'));
    expect([tracks.uid, tracks.gid]).toEqual([uid, gid]);
    expect(existsSync(image.path('/app/state/logs'))).toBe(true);
  });

  test('is healthy while it consumes, and ends in order on SIGTERM', async () => {
    const { environment, stop_grace_period = '' } = serviceOf(readCompose(), 'kafka-consumer');
    const mode = { PRODUCER_MODE: environment['PRODUCER_MODE'] ?? '' };
    const health = async () => (await start(HEALTH, mode).exited).exitCode;
    const before = await health();
    const consumer = start(ENTRYPOINT, mode);
    await until('health', async () => (await health()) === 0, { intervalMs: 250 });
    const startedAt = performance.now();

    consumer.child.kill('SIGTERM');
    const { exitCode, stdout } = await consumer.exited;

    expect(before).toBe(3);
    expect(exitCode).toBe(0);
    expect(resultOf(stdout)).toMatchObject({ broker: 'embedded' });
    expect(performance.now() - startedAt).toBeLessThan(
      Number.parseInt(stop_grace_period, 10) * 1000,
    );
    expect(await health()).toBe(3);
  });
});

function bytesIn(directory: string): number {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
