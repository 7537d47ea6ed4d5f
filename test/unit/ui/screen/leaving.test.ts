import { describe, expect, test } from 'vitest';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import type { Departure } from '../../../../src/ui/screen/departure.ts';
import { GONE } from '../../../support/screen/engine-answers.ts';
import {
  INGEST_STARTED,
  liveView,
  PAUSED,
  STARTED_AT,
} from '../../../support/screen/mirror-views.ts';
import { setUpScreen } from '../../../support/screen/screen-setup.ts';

const NOT_SAVED = { code: 'LAST_SAVE_FAILED', message: '7 not saved', hint: 'Mend.' } as const;

describe('leaving', () => {
  test('an engine that somebody else started goes on', () => {
    const { press, departures, sent } = setUpScreen();

    press('q');

    expect(departures).toEqual([{ engine: 'goes-on', pid: 4711 }]);
    expect(sent).toEqual([]);
  });

  test('an idle engine that this screen started is stopped first', async () => {
    const { press, departures, sent, happen, show, settle } = setUpScreen({
      isEngineStartedHere: true,
    });

    press('q');
    sent[0]?.answer();
    await settle();
    const early = [...departures];
    happen({ type: 'engine/ended', failure: null, at: STARTED_AT });
    show({ link: { name: 'lost', since: 0, failure: GONE } });
    await settle();

    expect(sent).toMatchObject([{ name: 'shutdown', input: { engine: 'engine-1' } }]);
    expect(early).toEqual([]);
    expect(departures).toEqual([{ engine: 'stopped', failure: null }]);
  });

  test('an idle engine that others watch is not stopped without a question', async () => {
    const watched: ConsoleEvent = { type: 'engine/watched', watchers: 2, at: STARTED_AT };
    const { press, departures, sent, frame } = setUpScreen({
      view: liveView(watched),
      isEngineStartedHere: true,
    });

    press('q');
    const asked = frame().screen.dialog;
    press('d');

    expect(asked).toEqual({ name: 'leave', engine: 'engine-1', work: 'is at rest' });
    expect(sent).toEqual([]);
    expect(departures).toEqual([{ engine: 'goes-on', pid: 4711 }]);
  });

  test.each<[string, readonly ConsoleEvent[], Departure]>([
    [
      'what its last save has failed with',
      [{ type: 'engine/ended', failure: NOT_SAVED, at: STARTED_AT }],
      { engine: 'stopped', failure: NOT_SAVED },
    ],
    ['that it was gone without a last word', [], { engine: 'gone', pid: 4711 }],
  ])('of an engine that has stopped it is said %s', async (_, lastEvents, departure) => {
    const { press, departures, sent, happen, show, settle } = setUpScreen({
      isEngineStartedHere: true,
    });
    press('q');
    sent[0]?.answer();
    await settle();

    happen(...lastEvents);
    show({ link: { name: 'lost', since: 0, failure: GONE } });
    await settle();

    expect(departures).toEqual([departure]);
  });

  test('an engine is gone too when another one answers in its place', async () => {
    const { press, departures, sent, show, settle } = setUpScreen({ isEngineStartedHere: true });
    press('q');
    sent[0]?.answer();
    await settle();

    const { engine } = liveView();
    show({ engine: engine && { ...engine, id: 'engine-2', pid: 4712 } });
    await settle();

    expect(departures).toEqual([{ engine: 'gone', pid: 4711 }]);
  });

  test('an engine that takes its time to stop is not waited for forever', async () => {
    const { press, departures, sent, time, settle } = setUpScreen({ isEngineStartedHere: true });
    press('q');
    sent[0]?.answer();
    await settle();

    time.pass(6_000);
    await settle();

    expect(departures).toEqual([{ engine: 'stopping', pid: 4711 }]);
  });

  test.each([
    ['d', 'goes-on', []],
    ['X', 'stopped', ['shutdown']],
  ])('while the engine is at work it asks, and %s leaves it %s', async (key, engine, commands) => {
    const { press, departures, sent, happen, show, settle, frame } = setUpScreen({
      view: liveView(INGEST_STARTED),
      isEngineStartedHere: true,
    });

    press('q');
    const asked = frame().screen.dialog;
    press(key);
    sent[0]?.answer();
    happen({ type: 'engine/ended', failure: null, at: STARTED_AT });
    show({ link: { name: 'lost', since: 0, failure: GONE } });
    await settle();

    expect(asked).toMatchObject({ name: 'leave' });
    expect(sent.map(({ name }) => name)).toEqual(commands);
    expect(departures).toMatchObject([{ engine }]);
  });

  test('a second Ctrl+C within two seconds leaves at once, the engine goes on', () => {
    const { press, departures, time, sent } = setUpScreen({ view: liveView(INGEST_STARTED) });

    press('ctrl+c');
    time.pass(1_900);
    press('ctrl+c');

    expect(departures).toEqual([{ engine: 'goes-on', pid: 4711 }]);
    expect(sent).toEqual([]);
  });

  test('a second Ctrl+C after longer asks again', () => {
    const { press, departures, time, frame } = setUpScreen({ view: liveView(INGEST_STARTED) });

    press('ctrl+c');
    time.pass(2_100);
    press('ctrl+c');

    expect(departures).toEqual([]);
    expect(frame().screen.dialog?.name).toBe('leave');
  });

  test('without an engine there is nothing to ask', () => {
    const { press, departures } = setUpScreen({
      view: { ...liveView(INGEST_STARTED), link: { name: 'lost', since: 0, failure: GONE } },
    });

    press('q');

    expect(departures).toEqual([{ engine: 'unreachable' }]);
  });

  test('of a silent engine there is nothing to ask either, and it is told as silent', () => {
    const { press, departures } = setUpScreen({
      view: { ...liveView(INGEST_STARTED), link: { name: 'silent', since: 0 } },
      isEngineStartedHere: true,
    });

    press('q');

    expect(departures).toEqual([{ engine: 'silent', pid: 4711 }]);
  });

  test('a snapshot that is being written is work', () => {
    const { press, departures, frame } = setUpScreen({
      view: liveView({ type: 'exports/snapshot-started', at: STARTED_AT }),
      isEngineStartedHere: true,
    });

    press('q');

    expect(departures).toEqual([]);
    expect(frame().screen.dialog).toMatchObject({ name: 'leave', work: 'is writing a snapshot' });
  });

  test('so is one that was asked for, until the engine has answered', async () => {
    const { press, sent, settle, frame } = setUpScreen({ isEngineStartedHere: true });
    press('e', 'q');
    const early = frame().screen.dialog;

    press('escape');
    sent[0]?.answer({ directory: '/o', bytes: 1 });
    await settle();
    press('q');

    expect(early).toMatchObject({ name: 'leave', work: 'is writing a snapshot' });
    expect(sent.map(({ name }) => name)).toEqual(['export-snapshot', 'shutdown']);
  });

  test('a paused consumption with records waiting is work', () => {
    const partition = { partition: 0, nextOffset: 10, logEndOffset: 25 };
    const assigned: ConsoleEvent = {
      type: 'consumer/partitions-assigned',
      partitions: [partition],
      generation: 1,
      at: STARTED_AT,
    };
    const { press, frame } = setUpScreen({ view: liveView(assigned, PAUSED) });

    press('q');

    expect(frame().screen.dialog).toEqual({
      name: 'leave',
      engine: 'engine-1',
      work: 'has its consumption paused: 15 records are still to be counted',
    });
  });
});
