import { isDeepStrictEqual } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startMirror } from '../../../src/engine/mirror.ts';
import { systemTimers } from '../../../src/services/timers.ts';
import { type ServedEngine, serveTestEngine } from '../../support/engine/served-engine.ts';

function follow({ client }: ServedEngine) {
  const mirror = startMirror({
    client,
    clock: { now: Date.now },
    timers: systemTimers,
    mayStart: true,
  });
  onTestFinished(() => mirror.close());
  return mirror;
}

test('keeps up with an engine over its socket, through a flood that is partly left out', async () => {
  const engine = await serveTestEngine();
  const mirror = follow(engine);
  await expect.poll(() => mirror.getView().link.name).toBe('live');

  for (let n = 0; n < 2_000; n += 1) {
    const text = `${n} ${'x'.repeat(5_000)}`;
    engine.feed.dispatch({ type: 'notice/raised', level: 'info', text, at: n });
  }
  const caughtUp = () => isDeepStrictEqual(mirror.getView().state, engine.store.getState());
  await expect.poll(caughtUp).toBe(true);
  engine.feed.dispatch({ type: 'consumer/paused', at: 5_000 });

  await expect.poll(() => mirror.getView().state.consumer.pausedSince).toBe(5_000);
  expect(caughtUp()).toBe(true);
});

test('follows the engine that takes the place of one that has ended', async () => {
  const first = await serveTestEngine();
  first.feed.dispatch({ type: 'consumer/paused', at: 5_000 });
  const mirror = follow(first);
  await expect.poll(() => mirror.getView().link.name).toBe('live');

  await first.server.close();
  await expect.poll(() => mirror.getView().link.name).toBe('lost');
  const meanwhile = mirror.getView();
  const second = await serveTestEngine({}, first.socketPath);
  await expect.poll(() => mirror.getView().link.name).toBe('live');

  expect(meanwhile.state.consumer.pausedSince).toBe(5_000);
  expect(mirror.getView().engine).toEqual((await second.client.getState()).engine);
  expect(mirror.getView().state.consumer.pausedSince).toBeNull();
});

test('an engine at rest greets every five seconds, so that silence means something', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const { client } = await serveTestEngine();
  const heard: string[] = [];

  for await (const { type } of client.events(new AbortController().signal)) {
    heard.push(type);
    if (heard.length === 3) break;
    vi.advanceTimersByTime(5_000);
  }

  expect(heard).toEqual(['hello', 'hello', 'hello']);
});
