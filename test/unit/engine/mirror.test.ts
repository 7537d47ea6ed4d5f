import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ConsoleError } from '../../../src/domain/errors.ts';
import { doesNotAnswer } from '../../../src/engine/client-errors.ts';
import { NOTIFY_MS, REACH_MS, RECONNECT_MS, startMirror } from '../../../src/engine/mirror.ts';
import type { Mirror } from '../../../src/engine/mirror-view.ts';
import { SILENCE_MS } from '../../../src/engine/silence-watch.ts';
import type { Timers } from '../../../src/services/timers.ts';
import type { ConsoleEvent } from '../../../src/state/events.ts';
import { anyEvent } from '../../support/engine/console-events.ts';
import { createFakeEngine, type FakeEngine } from '../../support/engine/fake-engine.ts';
import { createManualTimers } from '../../support/http/manual-timers.ts';
import { createManualTime } from '../../support/screen/manual-time.ts';

const paused: ConsoleEvent = { type: 'consumer/paused', at: 2_000 };
const resumed: ConsoleEvent = { type: 'consumer/resumed', at: 3_000 };

/** Time that passes at once. */
const hurriedTimers: Timers = {
  after(_, callback) {
    const immediate = globalThis.setImmediate(callback);
    return () => clearImmediate(immediate);
  },
};

function follow(engine: FakeEngine, timers: Timers, now = () => 1_000) {
  const mirror = startMirror({ client: engine.client, clock: { now }, timers, mayStart: true });
  const isLive = () => mirror.getView().link.name === 'live';
  const hasItAll = () =>
    isLive() &&
    mirror.getView().engine?.id === engine.identity().id &&
    isDeepStrictEqual(mirror.getView().state, engine.state());
  return { mirror, isLive, hasItAll };
}

function failureOf(mirror: Mirror): string | undefined {
  const { link } = mirror.getView();
  return link.name === 'lost' ? link.failure.message : undefined;
}

/** Lets everything that is under way arrive. */
async function until(condition: () => boolean): Promise<boolean> {
  for (let turn = 0; turn < 500; turn += 1) {
    if (condition()) return true;
    await setImmediate();
  }
  return false;
}

async function attached(timers: Timers = hurriedTimers, now?: () => number) {
  const engine = createFakeEngine();
  const following = follow(engine, timers, now);
  onTestFinished(() => following.mirror.close());
  await until(following.isLive);
  return { engine, ...following };
}

test('after events, gaps, broken streams and restarts the state is the engine’s', async () => {
  const happening = fc.oneof(
    {
      weight: 8,
      arbitrary: anyEvent.map((event) => (engine: FakeEngine) => engine.dispatch(event)),
    },
    {
      weight: 3,
      arbitrary: fc
        .constantFrom(
          ...([
            'fallBehind',
            'catchUp',
            'catchUpSilently',
            'cut',
            'stop',
            'comeBack',
            'restart',
          ] as const),
        )
        .map((name) => (engine: FakeEngine) => engine[name]()),
    },
    { weight: 4, arbitrary: fc.constant('wait' as const) },
  );

  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 40 }), async (happenings) => {
      const engine = createFakeEngine();
      const { mirror, hasItAll } = follow(engine, hurriedTimers);
      try {
        for (const happen of happenings) {
          if (happen === 'wait') await setImmediate();
          else happen(engine);
          const { engine: who, state } = mirror.getView();
          const possible = who === null ? [state] : engine.statesOf(who.id);
          expect(possible.some((known) => isDeepStrictEqual(known, state))).toBe(true);
        }
        engine.comeBack();
        engine.catchUp();

        expect(await until(hasItAll)).toBe(true);
      } finally {
        mirror.close();
      }
    }),
    { numRuns: 400 },
  );
});

test('events that the fetched state holds already are not applied again', async () => {
  const { engine, mirror, hasItAll } = await attached();
  const notice: ConsoleEvent = { type: 'notice/raised', level: 'info', text: 'once', at: 1 };

  engine.cut();
  engine.dispatch(notice);
  await until(hasItAll);

  expect(mirror.getView().state.notices).toEqual([{ level: 'info', text: 'once', at: 1 }]);
});

test('a screen that comes back to an engine at rest need not fetch the state again', async () => {
  const { engine, isLive } = await attached();
  const before = engine.fetches();

  engine.cut();
  await until(() => !isLive());
  await until(isLive);

  expect(isLive()).toBe(true);
  expect(engine.fetches()).toBe(before);
});

test('the last state stays on show while the engine is gone, with why and since when', async () => {
  let now = 1_000;
  const { engine, mirror, hasItAll, isLive } = await attached(hurriedTimers, () => now);
  engine.dispatch(paused);
  await until(hasItAll);

  now = 5_000;
  engine.stop();
  await until(() => !isLive());
  now = 9_000;
  await until(() => failureOf(mirror)?.startsWith('No engine') === true);

  const { link, engine: who, state } = mirror.getView();
  expect(link).toEqual({
    name: 'lost',
    since: 5_000,
    failure: {
      code: 'ENGINE_UNREACHABLE',
      message: 'No engine listens on engine.sock',
      hint: null,
    },
  });
  expect(who?.pid).toBe(1);
  expect(state.consumer.pausedSince).toBe(2_000);
});

test('looks for a lost engine every half second and adopts the one it finds', async () => {
  const timers = createManualTimers();
  const { engine, mirror, isLive } = await attached(timers);
  engine.stop();
  await timers.fire(RECONNECT_MS);
  await until(() => !isLive());

  engine.restart();
  engine.dispatch(paused);
  await timers.fire(RECONNECT_MS);
  await until(isLive);

  expect(isLive()).toBe(true);
  expect(mirror.getView().engine?.pid).toBe(2);
  expect(mirror.getView().state.consumer.pausedSince).toBe(2_000);
});

test('a burst of events is told once', async () => {
  const notices: (() => void)[] = [];
  const timers: Timers = {
    after(milliseconds, callback) {
      if (milliseconds === NOTIFY_MS) notices.push(callback);
      return () => {};
    },
  };
  const { engine, mirror, hasItAll } = await attached(timers);
  let told = 0;
  mirror.subscribe(() => {
    told += 1;
  });
  notices.shift()?.();
  told = 0;

  for (let turn = 0; turn < 100; turn += 1) engine.dispatch(turn % 2 === 0 ? paused : resumed);
  engine.dispatch(paused);
  await until(hasItAll);
  const toldAtOnce = told;
  for (const notice of notices) notice();

  expect(toldAtOnce).toBe(0);
  expect(told).toBe(1);
});

test('an engine of another protocol is refused in words', async () => {
  const engine = createFakeEngine();
  const refusal = new ConsoleError('ENGINE_PROTOCOL', 'protocol 2, this trackdeck 1');
  const client = {
    ...engine.client,
    events() {
      throw refusal;
    },
  };
  const mirror = startMirror({
    client,
    clock: { now: () => 7 },
    timers: hurriedTimers,
    mayStart: true,
  });
  onTestFinished(() => mirror.close());

  await until(() => mirror.getView().link.name === 'lost');

  expect(mirror.getView()).toMatchObject({
    link: { name: 'lost', since: 7, failure: { code: 'ENGINE_PROTOCOL' } },
    engine: null,
  });
});

describe('an engine that says nothing', () => {
  const GREETING_MS = 5_000;

  async function attachedInTime() {
    const time = createManualTime(1_000);
    const following = await attached(time, time.now);
    const link = () => following.mirror.getView().link;
    return { ...following, time, link };
  }

  test('is silent since it was last heard, once a greeting has not come', async () => {
    const { engine, time, link } = await attachedInTime();
    time.pass(2_000);
    engine.dispatch(paused);
    await setImmediate();

    time.pass(GREETING_MS);
    const early = link().name;
    time.pass(1_000);

    expect(early).toBe('live');
    expect(link()).toEqual({ name: 'silent', since: 3_000 });
  });

  test('is never silent as long as it greets', async () => {
    const { engine, time, link } = await attachedInTime();

    const names: string[] = [];
    for (let greeting = 0; greeting < 5; greeting += 1) {
      time.pass(GREETING_MS);
      names.push(link().name);
      engine.catchUp();
      await setImmediate();
    }

    expect(new Set(names)).toEqual(new Set(['live']));
  });

  test('is live again with its next word, and nothing was lost meanwhile', async () => {
    const { engine, mirror, time, link, hasItAll } = await attachedInTime();
    time.pass(6_000);
    const before = link().name;

    engine.dispatch(paused);
    await until(hasItAll);

    expect([before, link().name]).toEqual(['silent', 'live']);
    expect(mirror.getView().state.consumer.pausedSince).toBe(2_000);
  });

  test('stays silent when its connection is given up for that, and is gone when it broke off', async () => {
    const time = createManualTime(1_000);
    const engine = createFakeEngine();
    let end = (_: Error) => {};
    const client = {
      ...engine.client,
      async *events(signal: AbortSignal) {
        const ended = new Promise<never>((_, reject) => {
          end = reject;
        });
        for await (const hello of engine.client.events(signal)) {
          yield hello;
          break;
        }
        await ended;
      },
    };
    const { mirror, isLive } = follow({ ...engine, client }, time, time.now);
    onTestFinished(() => mirror.close());
    await until(isLive);

    time.pass(15_000);
    end(doesNotAnswer('engine.sock', 15_000));
    await setImmediate();
    const givenUp = mirror.getView().link;
    engine.stop();
    time.pass(RECONNECT_MS);
    await until(() => mirror.getView().link.name === 'lost');

    expect(givenUp).toEqual({ name: 'silent', since: 1_000 });
    expect(mirror.getView().link).toMatchObject({ name: 'lost', since: 1_000 });
  });

  test('is not silent for a screen that was suspended and reads only now what was said', async () => {
    const timers = createManualTimers();
    let now = 1_000;
    const { engine, mirror } = await attached(timers, () => now);

    now += 3_600_000;
    await timers.fire(SILENCE_MS);
    const woken = mirror.getView().link.name;
    engine.catchUp();
    await setImmediate();
    now += 500;
    await timers.fire(500);

    expect(woken).toBe('live');
    expect(mirror.getView().link.name).toBe('live');
  });

  test('and has gone while a screen was suspended is gone since it was last heard', async () => {
    let now = 1_000;
    const { engine, mirror } = await attached(createManualTimers(), () => now);

    now += 3_600_000;
    engine.stop();
    await until(() => mirror.getView().link.name === 'lost');

    expect(mirror.getView().link).toMatchObject({ since: 1_000 });
  });
});

test('a closed mirror asks no more and tells nobody', async () => {
  const { engine, mirror, isLive } = await attached();
  let told = 0;
  mirror.subscribe(() => {
    told += 1;
  });

  mirror.close();
  engine.cut();
  engine.dispatch(paused);
  for (let turn = 0; turn < 20; turn += 1) await setImmediate();

  expect(told).toBe(0);
  expect(isLive()).toBe(true);
  expect(mirror.getView().state.consumer.pausedSince).toBeNull();
});

describe('who waits for what a command has brought about', () => {
  /** Whether a promise is kept once everything that is under way has arrived. */
  async function isKept(promise: Promise<void>): Promise<boolean> {
    let kept = false;
    void promise.then(() => {
      kept = true;
    });
    await until(() => kept);
    return kept;
  }

  async function behind() {
    const timers = createManualTimers();
    const { engine, mirror } = await attached(timers);
    engine.fallBehind();
    engine.dispatch(paused);
    const { id } = engine.identity();
    return { engine, mirror, fire: timers.fire, waiting: mirror.reached(id, 1) };
  }

  test('is told when the event has arrived', async () => {
    const { engine, mirror, waiting } = await behind();

    const early = await isKept(waiting);
    engine.catchUp();
    const late = await isKept(waiting);

    expect([early, late]).toEqual([false, true]);
    expect(mirror.getView().state.consumer.pausedSince).toBe(2_000);
  });

  test('is told at once what is there already', async () => {
    const { engine, mirror, isLive } = await attached(createManualTimers());
    await until(isLive);

    expect(await isKept(mirror.reached(engine.identity().id, 0))).toBe(true);
  });

  test('waits no longer than a second', async () => {
    const { fire, waiting } = await behind();

    const early = await isKept(waiting);
    await fire(REACH_MS);

    expect([early, await isKept(waiting)]).toEqual([false, true]);
  });

  test('waits for no engine that is gone, nor for another', async () => {
    const { engine, mirror, waiting } = await behind();

    const another = await isKept(mirror.reached('engine-of-old', 1));
    engine.stop();

    expect(another).toBe(true);
    expect(await isKept(waiting)).toBe(true);
  });
});
