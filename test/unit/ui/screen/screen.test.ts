import { describe, expect, test } from 'vitest';
import { initialState } from '../../../../src/state/store.ts';
import { GONE } from '../../../support/screen/engine-answers.ts';
import { liveView, PAUSED, STARTED_AT } from '../../../support/screen/mirror-views.ts';
import { setUpScreen } from '../../../support/screen/screen-setup.ts';

describe('drawing', () => {
  test('figures are looked at four times a second at most, the first change at once', () => {
    const { show, time, draws } = setUpScreen();
    const change = () => show({ state: { ...initialState } });

    change();
    const first = draws();
    for (let step = 0; step < 20; step += 1) {
      time.pass(50);
      change();
    }

    expect(first).toBe(1);
    expect(draws()).toBeLessThanOrEqual(5);
  });

  test('a key is drawn at once, between two looks at the figures', () => {
    const { show, press, draws, frame } = setUpScreen();
    show({ state: { ...initialState } });
    draws();

    press('5');

    expect(draws()).toBe(1);
    expect(frame().screen.view.focus).toBe('artists');
  });

  test('what a key has brought about is shown with its answer', async () => {
    const { happen, press, sent, settle, frame } = setUpScreen();
    happen({ type: 'consumer/joining', at: STARTED_AT });
    press('p');

    happen(PAUSED);
    sent[0]?.answer();
    await settle();

    expect(frame().shown.state.consumer.pausedSince).toBe(STARTED_AT);
  });

  test('nothing is drawn while nothing changes and no age is young', () => {
    const { time, draws } = setUpScreen();
    time.pass(120_000);
    draws();

    time.pass(59_000);

    expect(draws()).toBe(0);
  });

  test('what somebody waits for steps by the second', () => {
    const { happen, time, draws, frame } = setUpScreen();
    time.pass(120_000);
    happen({ type: 'consumer/paused', at: STARTED_AT + 120_000 });
    draws();

    time.pass(70_000);

    expect(draws()).toBe(70);
    expect(frame().now).toBe(STARTED_AT + 190_000);
  });

  test('ages step by five seconds up to ten, then by ten, then by the minute', () => {
    const { happen, time, draws } = setUpScreen();
    time.pass(120_000);
    happen({ type: 'consumer/saved', at: STARTED_AT + 120_000 });
    draws();

    const steps = [10_000, 50_000, 180_000].map((milliseconds) => {
      time.pass(milliseconds);
      return draws();
    });

    expect(steps).toEqual([2, 5, 3]);
  });

  test('what else is drawn moves no age on before its step', () => {
    const { press, time, frame } = setUpScreen();
    time.pass(120_000);
    const before = frame().now;
    time.pass(5_000);

    press('4');

    expect(frame().screen.view.focus).toBe('genres');
    expect(frame().now).toBe(before);
  });

  test('a frozen screen keeps its moment, and thaws into the present', () => {
    const { happen, press, time, frame } = setUpScreen();

    press('z');
    time.pass(5_000);
    happen(PAUSED);
    const frozen = frame();
    press('z');

    expect(frozen.shown.state.consumer.pausedSince).toBeNull();
    expect([frozen.live.state.consumer.pausedSince, frozen.now]).toEqual([STARTED_AT, STARTED_AT]);
    expect(frame().shown.state.consumer.pausedSince).toBe(STARTED_AT);
  });

  test('a line of the moment is not there any more for who comes back from the shell', () => {
    const { press, frame, calls } = setUpScreen();
    press('X');

    press('ctrl+z');

    expect(frame().screen.flash).toBeNull();
    expect(calls).toEqual(['suspend']);
  });

  test('one that tells of work under way is', () => {
    const { press, frame } = setUpScreen();
    press('e');

    press('ctrl+z');

    expect(frame().screen.flash).toMatchObject({ text: 'writing a snapshot ...' });
  });

  test('a line of the moment goes away by itself, and never takes a newer one along', () => {
    const { press, time, frame } = setUpScreen();
    press('X');
    time.pass(4_000);
    press('/');
    time.pass(4_000);

    const later = frame().screen.flash?.text;
    time.pass(2_000);

    expect(later).toContain('have a list to filter');
    expect(frame().screen.flash).toBeNull();
  });
});

describe('moving', () => {
  test('g twice goes to the first row, g and another key does not', () => {
    const { press, frame } = setUpScreen();
    press('5', 'G');
    const bottom = frame().screen.view.scroll.artists;

    press('g', 'j');
    const other = frame().screen.view.scroll.artists;
    press('k', 'g', 'g');

    expect([bottom, other, frame().screen.view.scroll.artists]).toEqual([30, 30, 0]);
  });

  test('so does any other dialog, and it stays open', async () => {
    const { press, frame } = setUpScreen();

    press('@', 'j', 'j', 'k');

    expect(frame().screen.dialog).toEqual({ name: 'action-log', scroll: 1 });
  });

  test('help scrolls with the same keys and takes no others', () => {
    const { press, frame, sent } = setUpScreen();

    press('?', 'page-down', 'p', 'I');

    expect(frame().screen.dialog).toEqual({ name: 'help', scroll: 20 });
    expect(sent).toEqual([]);
  });

  test('q closes a dialog instead of leaving', () => {
    const { press, frame, departures } = setUpScreen();

    press('?', 'q');

    expect(frame().screen.dialog).toBeNull();
    expect(departures).toEqual([]);
  });
});

test('an engine that is gone is started again with S, and with nothing else', () => {
  const lost = { link: { name: 'lost', since: STARTED_AT, failure: GONE } } as const;
  const { press, calls, sent, frame } = setUpScreen({ view: { ...liveView(), ...lost } });

  press('p');
  const reason = frame().screen.flash?.text;
  press('S');

  expect(reason).toMatch(/^The engine is gone since \d\d:\d\d:\d\d; S starts it again$/);
  expect([calls, sent]).toEqual([['start engine'], []]);
});
