import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { followEngine } from '../../../src/cli/console/followed-engine.ts';
import type { AttachedEngine } from '../../../src/cli/engine/attach-engine.ts';
import { serveTestEngine } from '../../support/engine/served-engine.ts';

/** A screen on an engine that pauses when told to, and whose events are on their way for a while. */
async function followLate(lateMs: number) {
  const served = await serveTestEngine({
    'pause-consumption': () => {
      served.feed.dispatch({ type: 'consumer/paused', at: 2_000 });
      return null;
    },
  });
  const { client } = served;
  const late: AttachedEngine['client'] = {
    ...client,
    async *events(signal) {
      for await (const message of client.events(signal)) {
        if (message.type === 'event') await setTimeout(lateMs);
        yield message;
      }
    },
  };
  const { engine } = await client.getState();
  const attached = { client: late, startedEngine: engine.id, notices: [] };
  const followed = followEngine(Promise.resolve(attached), async () => attached, true);
  onTestFinished(() => followed.close());
  await expect.poll(() => followed.mirror.getView().link.name).toBe('live');
  return { followed, served };
}

test('what was sent is answered when its outcome is on show', async () => {
  const { followed } = await followLate(100);

  await followed.send('pause-consumption', {});

  expect(followed.mirror.getView().state.consumer.pausedSince).toBe(2_000);
});

test('an engine that was started here is told from one that has taken its place', async () => {
  const { followed, served } = await followLate(0);
  const before = followed.isStartedHere();

  await served.server.close();
  const other = await serveTestEngine({}, served.socketPath);
  const { engine } = await other.client.getState();
  await expect
    .poll(() => followed.mirror.getView())
    .toMatchObject({ link: { name: 'live' }, engine: { id: engine.id } });

  expect(before).toBe(true);
  expect(followed.isStartedHere()).toBe(false);
});

test('an engine that was started again here is ours too', async () => {
  const { followed, served } = await followLate(0);
  await served.server.close();
  const heir = await serveTestEngine({}, served.socketPath);
  const { engine } = await heir.client.getState();
  const again = followEngine(
    Promise.resolve({ client: heir.client, startedEngine: null, notices: [] }),
    async () => ({ client: heir.client, startedEngine: engine.id, notices: [] }),
    true,
  );
  onTestFinished(() => again.close());
  await expect.poll(() => again.mirror.getView().link.name).toBe('live');
  const before = again.isStartedHere();

  await again.startAgain();

  expect(before).toBe(false);
  expect(again.isStartedHere()).toBe(true);
  followed.close();
});
