import { describe, expect, test } from 'vitest';
import { ConsoleError } from '../../../../src/domain/errors.ts';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { GONE, OTHER_DATA, PREVIEW } from '../../../support/screen/engine-answers.ts';
import {
  INGEST_STARTED,
  liveView,
  PAUSED,
  STARTED_AT,
} from '../../../support/screen/mirror-views.ts';
import { setUpScreen } from '../../../support/screen/screen-setup.ts';

describe('telling the engine', () => {
  test('p pauses the consumption and, once it is paused, resumes it', () => {
    const { press, sent, happen } = setUpScreen();

    press('p');
    happen(PAUSED);
    press('p');

    expect(sent.map(({ name }) => name)).toEqual(['pause-consumption', 'resume-consumption']);
  });

  test('keys faster than the answers go on from what they have asked for', async () => {
    const { press, sent, settle } = setUpScreen();

    press('{', '{', 'p', 'p');
    for (const command of sent) command.answer();
    await settle();
    press('{');

    expect(sent.map(({ name, input }) => [name, input])).toEqual([
      ['limit-rate', { rowsPerSecond: 50_000 }],
      ['limit-rate', { rowsPerSecond: 25_000 }],
      ['pause-consumption', {}],
      ['resume-consumption', {}],
      ['limit-rate', { rowsPerSecond: 50_000 }],
    ]);
  });

  test.each([
    ['{', 100, '100 rows/s is the lowest limit'],
    ['}', null, 'There is no rate limit to raise'],
  ])('beyond the last step %s sends nothing and says so', (key, rowsPerSecond, words) => {
    const limited: ConsoleEvent = { type: 'ingest/rate-limited', rowsPerSecond, at: STARTED_AT };
    const { press, sent, frame } = setUpScreen({ view: liveView(limited) });

    press(key);

    expect(sent).toEqual([]);
    expect(frame().screen.actions).toEqual([]);
    expect(frame().screen.flash?.text).toBe(words);
  });

  test('changes of the rate limit in a row are one action, but for those that have failed', async () => {
    const { press, sent, settle, frame } = setUpScreen();

    press('{', '{', 'p', '{', '{');
    sent[4]?.fail(new ConsoleError('COMMAND_REFUSED', 'Not now'));
    await settle();
    press('{');

    expect(frame().screen.actions.map(({ text }) => text)).toEqual([
      'limiting to 25,000 rows/s',
      'pausing the consumption',
      'limiting to 5,000 rows/s',
      expect.stringMatching(/^limiting to/),
    ]);
  });

  test('what is not answered within two seconds is told so, until it is', async () => {
    const { press, sent, settle, time, frame } = setUpScreen();
    const text = () => frame().screen.flash?.text;
    press('p');

    time.pass(1_900);
    const early = text();
    time.pass(100);
    const late = text();
    time.pass(60_000);
    const still = text();
    sent[0]?.answer();
    await settle();

    expect(early).toBe('pausing the consumption ...');
    expect([late, still]).toEqual(Array(2).fill('pausing the consumption ... no answer yet'));
    expect(text()).toBe('Consumption paused');
  });

  test('what else was said meanwhile is not talked over by that', () => {
    const { press, time, frame } = setUpScreen();
    press('p', 'X');
    const said = frame().screen.flash?.text;

    time.pass(3_000);

    expect(said).toMatch(/^No ingestion is under way/);
    expect(frame().screen.flash?.text).toBe(said);
  });

  test('a failure stands in the line of the moment, with what to do', async () => {
    const { press, sent, settle, frame } = setUpScreen();
    press('e');

    sent[0]?.fail(new ConsoleError('DISK_FULL', 'No space left', { hint: 'Make room.' }));
    await settle();

    expect(frame().screen.flash).toMatchObject({
      level: 'error',
      text: 'DISK_FULL: No space left',
      hint: 'Make room.',
    });
    expect(frame().screen.actions).toMatchObject([
      { outcome: 'failed', failure: { message: 'No space left', hint: 'Make room.' } },
    ]);
  });

  test('the action log has the shell command of what was done', async () => {
    const { press, sent, settle, frame } = setUpScreen();

    press('{');
    sent[0]?.answer();
    await settle();

    expect(sent[0]).toMatchObject({ name: 'limit-rate', input: { rowsPerSecond: 50_000 } });
    expect(frame().screen.actions).toMatchObject([
      {
        outcome: 'done',
        command:
          'curl --unix-socket /run/trackdeck/engine.sock http://engine/commands/limit-rate --json \'{"rowsPerSecond":50000}\'',
      },
    ]);
  });

  test('it notes that a start has failed which was refused after its answer', async () => {
    const { press, sent, settle, happen, time, frame } = setUpScreen();
    press('I');
    sent[0]?.answer(PREVIEW);
    await settle();
    press('y');
    sent[1]?.answer();
    await settle();
    const before = frame().screen.actions;

    press('z');
    happen({ type: 'ingest/failed', failure: OTHER_DATA, at: STARTED_AT + 9_000 });
    time.pass(9_000);

    expect(before).toMatchObject([{ text: 'starting the ingestion', outcome: 'done' }]);
    expect(frame().screen.actions).toMatchObject([
      { text: 'starting the ingestion', outcome: 'failed', failure: OTHER_DATA },
    ]);
  });

  test('a start that began is done, however the ingestion ends', async () => {
    const { press, sent, settle, happen, time, frame } = setUpScreen();
    press('I');
    sent[0]?.answer(PREVIEW);
    await settle();
    press('y');
    happen(INGEST_STARTED);
    sent[1]?.answer();
    await settle();

    happen({ type: 'ingest/failed', failure: OTHER_DATA, at: STARTED_AT + 1_000 });
    time.pass(1_000);

    expect(frame().screen.actions).toMatchObject([{ outcome: 'done' }]);
  });

  test('it has the commands that start and stop the engine as they lead to this one', async () => {
    const { press, show, settle, frame } = setUpScreen({ isEngineStartedHere: true });
    press('q');
    show({ link: { name: 'lost', since: 0, failure: GONE } });
    await settle();
    press('S');
    await settle();

    expect(frame().screen.actions.map(({ command }) => command)).toEqual([
      'trackdeck engine stop --state-dir /state',
      'trackdeck engine start --topic tracks',
    ]);
  });

  test.each(['I', 'p', 'e', '{'])('an engine that is stopping is not told anything: %s', (key) => {
    const view = liveView({ type: 'engine/stopping', at: STARTED_AT });
    const { press, sent, frame } = setUpScreen({ view });

    press(key);

    expect(sent).toEqual([]);
    expect(frame().screen.flash?.text).toMatch(/^The engine is stopping/);
  });

  test('an engine without a command says so instead of being asked', () => {
    const view = liveView();
    const consuming = { ...view.engine, command: 'consume', commands: ['shutdown'] } as const;
    const { press, sent, frame } = setUpScreen({
      view: { ...view, engine: { ...consuming } as typeof view.engine },
    });

    press('I');

    expect(sent).toEqual([]);
    expect(frame().screen.flash?.text).toContain('trackdeck consume, which cannot');
  });

  test('keys that arrive together are taken but for those that change something', () => {
    const { screen, sent, frame } = setUpScreen();

    screen.press(['4', 'p', 'I']);

    expect(sent.map(({ name }) => name)).toEqual(['pause-consumption']);
    expect(frame().screen.view.focus).toBe('genres');
    expect(frame().screen.flash?.text).toBe(
      'Several keys arrived together: press I again if it was meant',
    );
  });

  test('nothing is confirmed by a key that came along with another', async () => {
    const { screen, press, sent, settle, frame } = setUpScreen();
    press('I');
    sent[0]?.answer(PREVIEW);
    await settle();

    screen.press(['j', 'y']);

    expect(sent).toHaveLength(1);
    expect(frame().screen.dialog?.name).toBe('start-ingestion');
  });

  test('Esc closes a dialog, and the key that came along with it is pressed', () => {
    const { screen, press, sent, frame } = setUpScreen();
    press('?');

    screen.press(['escape', 'p']);

    expect(frame().screen.dialog).toBeNull();
    expect(sent.map(({ name }) => name)).toEqual(['pause-consumption']);
  });

  test('nor is a question answered by a key in a piece of its own after another', () => {
    const { screen, sent, frame } = setUpScreen({ view: liveView(INGEST_STARTED) });

    screen.press(['escape', 'q'], ['X']);

    expect(frame().screen.dialog?.name).toBe('leave');
    expect(frame().screen.flash?.text).toContain('press X again');
    expect(sent).toEqual([]);
  });

  test('arrows that arrive together move, however many they are', () => {
    const { screen, press, frame } = setUpScreen();
    press('5');

    screen.press(['down'], ['down'], ['down'], ['up'], ['down']);

    expect(frame().screen.view.scroll.artists).toBe(3);
  });

  test('a filter that arrives together with its key is typed, and what follows it presses nothing', () => {
    const { screen, press, sent, departures, frame } = setUpScreen();
    press('5');

    screen.press([...'/pop', 'enter', ...'qpI']);
    const { view, isTyping, dialog } = frame().screen;

    expect(view.filter.artists).toBe('pop');
    expect(isTyping).toBe(false);
    expect(dialog).toBeNull();
    expect(sent).toEqual([]);
    expect(departures).toEqual([]);
  });

  test('where there is nothing to filter such a text presses nothing', () => {
    const { screen, frame } = setUpScreen();

    screen.press([...'/pop']);

    expect(frame().screen.isTyping).toBe(false);
    expect(frame().screen.flash?.text).toBe('Text that arrives in one piece presses no keys');
  });

  test('a longer piece of text presses nothing, a key that is held does', () => {
    const { screen, press, sent, departures, frame } = setUpScreen();
    press('5');

    screen.press([...'pepq']);
    screen.press([...'jjjjjj']);

    expect([sent, departures]).toEqual([[], []]);
    expect(frame().screen.view.scroll.artists).toBe(6);
  });

  test('pasted text presses no keys', () => {
    const { screen, sent, frame } = setUpScreen();

    screen.paste('I y p q X');

    expect(sent).toEqual([]);
    expect(frame().screen.dialog).toBeNull();
    expect(Object.values(frame().screen.view.filter).join('')).toBe('');
  });
});
