import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, type RequestListener, request } from 'node:http';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { listenOnSocket } from '../../../src/engine/socket-listener.ts';
import { socketInScratch } from '../../support/engine/served-engine.ts';

const hello: RequestListener = (_, response) => void response.end('hello');
const LOOK_MS = 10;

async function listen(onRequest = hello) {
  const path = socketInScratch();
  const failures: unknown[] = [];
  const onFailure = (thrown: unknown) => failures.push(thrown);
  const listener = await listenOnSocket({ path, onRequest, onFailure, lookMs: LOOK_MS });
  onTestFinished(() => listener.close());
  return { path, listener, failures };
}

/** `undefined` where nobody listens. */
async function ask(socketPath: string): Promise<string | undefined> {
  const asking = request({ socketPath, agent: false }).end();
  try {
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    return await text(answer);
  } catch {
    return undefined;
  }
}

test('only its owner can reach it, from its first moment on', async () => {
  const path = socketInScratch();
  const usual = process.umask(0);
  onTestFinished(() => {
    process.umask(usual);
  });

  const listening = listenOnSocket({ path, onRequest: hello, onFailure: () => {} });
  const atFirst = statSync(path).mode & 0o777;
  const listener = await listening;
  onTestFinished(() => listener.close());

  expect(atFirst & 0o077).toBe(0);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(process.umask()).toBe(0);
});

test('it listens again when its file has vanished, and open connections go on', async () => {
  const { path } = await listen((_, response) => {
    response.write('begin ');
    void setTimeout(LOOK_MS * 10).then(() => response.end('end'));
  });
  const asking = request({ socketPath: path, agent: false }).end();
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];

  rmSync(path);
  await expect.poll(() => existsSync(path)).toBe(true);

  expect(await text(answer)).toBe('begin end');
  await expect.poll(() => ask(path)).toBe('begin end');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('it listens again when the directory is back that was taken away with it', async () => {
  const { path, failures } = await listen();
  rmSync(dirname(path), { recursive: true });
  await expect.poll(() => failures).toContainEqual(expect.objectContaining({ code: 'EACCES' }));

  mkdirSync(dirname(path), { mode: 0o700 });

  await expect.poll(() => ask(path)).toBe('hello');
});

test('what somebody has put in its place is left alone', async () => {
  const { path } = await listen();
  rmSync(path);
  writeFileSync(path, 'theirs');

  await setTimeout(LOOK_MS * 5);

  expect(readFileSync(path, 'utf8')).toBe('theirs');
});

test('its file goes with it', async () => {
  const { path, listener } = await listen();

  await listener.close();

  expect(existsSync(path)).toBe(false);
  expect(await ask(path)).toBeUndefined();
});
