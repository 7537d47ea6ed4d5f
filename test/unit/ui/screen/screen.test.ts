import { describe, expect, test } from 'vitest';
import { ConsoleError } from '../../../../src/domain/errors.ts';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { initialState } from '../../../../src/state/store.ts';
import type { Departure } from '../../../../src/ui/screen/departure.ts';
import { INGEST_STARTED, liveView, STARTED_AT } from '../../../support/screen/mirror-views.ts';
import { setUpScreen } from '../../../support/screen/screen-setup.ts';

const PREVIEW = {
  source: { name: 'tracks.csv', isDemo: false, sha256: 'ab'.repeat(32), bytes: 20_000_000 },
  downloads: [],
  topic: 'spotify-tracks',
  action: { kind: 'start' },
  shown: { engine: 'engine-1', sha256: 'ab'.repeat(32), action: 'start', fromRow: null },
} as const;

const GONE = { code: 'ENGINE_UNREACHABLE', message: 'gone', hint: null } as const;
const NOT_SAVED = { code: 'LAST_SAVE_FAILED', message: '7 not saved', hint: 'Mend.' } as const;

const OTHER_DATA = {
  code: 'TOPIC_HOLDS_OTHER_DATA',
  message: 'The topic holds other tracks.',
  hint: 'Take another one.',
} as const;

const PAUSED: ConsoleEvent = { type: 'consumer/paused', at: STARTED_AT };

describe('starting an ingestion', () => {
  test('shows first what it would do, and y starts just that', async () => {
    const { press, sent, settle } = setUpScreen();

    press('I');
    sent[0]?.answer(PREVIEW);
    await settle();
    press('y');

    expect(sent.map(({ name, input }) => [name, input])).toEqual([
      ['preview-ingestion', {}],
      ['start-ingestion', { shown: PREVIEW.shown }],
    ]);
  });

  test('that it has started is said no longer than until it has failed', async () => {
    const { press, sent, settle, happen, time, frame } = setUpScreen();
    const fail = (at: number): ConsoleEvent => ({ type: 'ingest/failed', failure: OTHER_DATA, at });
    happen(fail(STARTED_AT));
    press('I');
    sent[0]?.answer(PREVIEW);
    await settle();
    press('y');
    sent[1]?.answer();
    await settle();
    happen({ type: 'consumer/saved', at: STARTED_AT });
    time.pass(1_000);
    const before = frame().screen.flash;

    happen({ type: 'ingest/preparing', at: STARTED_AT + 1_000 }, fail(STARTED_AT + 2_000));
    time.pass(1_000);

    expect(before).toEqual({ level: 'info', text: 'Ingestion started' });
    expect(frame().screen.flash).toEqual({
      level: 'error',
      text: 'TOPIC_HOLDS_OTHER_DATA: The topic holds other tracks.',
      hint: 'Take another one.',
    });
  });

  test('so it is when the failure is seen before the answer', async () => {
    const { press, sent, settle, happen, frame } = setUpScreen();
    press('I');
    sent[0]?.answer(PREVIEW);
    await settle();
    press('y');

    happen({ type: 'ingest/failed', failure: OTHER_DATA, at: STARTED_AT });
    sent[1]?.answer();
    await settle();

    expect(frame().screen.flash?.level).toBe('error');
  });

  test('nothing is started while it is not known what it would do', () => {
    const { press, sent } = setUpScreen();

    press('I', 'y');

    expect(sent.map(({ name }) => name)).toEqual(['preview-ingestion']);
  });

  test('nothing is started where there is nothing to do', async () => {
    const { press, sent, settle } = setUpScreen();
    press('I');
    sent[0]?.answer({ ...PREVIEW, action: { kind: 'nothing-to-do', acknowledged: 114_000 } });
    await settle();

    press('y');

    expect(sent).toHaveLength(1);
  });

  test('Enter confirms nothing', async () => {
    const { press, sent, settle, frame } = setUpScreen();
    press('I');
    sent[0]?.answer(PREVIEW);
    await settle();

    press('enter');

    expect(sent).toHaveLength(1);
    expect(frame().screen.dialog?.name).toBe('start-ingestion');
  });

  test('an answer to an earlier dialog does not get into a later one', async () => {
    const { press, sent, settle, frame } = setUpScreen();
    press('I', 'escape', 'I');

    sent[0]?.answer({ ...PREVIEW, topic: 'too late' });
    await settle();

    expect(frame().screen.dialog).toMatchObject({ preview: { status: 'asked' } });
  });

  test('is refused with a reason while one is under way', () => {
    const { press, sent, frame } = setUpScreen({ view: liveView(INGEST_STARTED) });

    press('I');

    expect(sent).toEqual([]);
    expect(frame().screen.flash?.text).toBe('An ingestion is under way; X stops it');
  });
});

describe('stopping an ingestion', () => {
  const STOPPED: ConsoleEvent = { type: 'ingest/stopped', at: STARTED_AT + 1_000 };

  test('stops after y the one that was looked at', () => {
    const { press, sent } = setUpScreen({ view: liveView(INGEST_STARTED) });

    press('X', 'y');

    expect(sent).toMatchObject([{ name: 'stop-ingestion', input: { begunAt: STARTED_AT } }]);
  });

  test.each([
    ['it has ended', [STOPPED]],
    [
      'another screen has stopped it and started the next',
      [
        STOPPED,
        { type: 'ingest/preparing', at: STARTED_AT + 2_000 },
        { ...INGEST_STARTED, at: STARTED_AT + 3_000 },
      ],
    ],
  ] as const)('is no question any more when %s', (_, events) => {
    const { press, sent, happen, frame } = setUpScreen({ view: liveView(INGEST_STARTED) });
    press('X');

    happen(...events);
    press('y');

    expect(sent).toEqual([]);
    expect(frame().screen).toMatchObject({
      dialog: null,
      flash: {
        level: 'warning',
        text: 'That ingestion has ended: the question was taken back',
      },
    });
  });

  test('stays a question while what is prepared begins to publish', () => {
    const preparing: ConsoleEvent = { type: 'ingest/preparing', at: STARTED_AT };
    const { press, sent, happen } = setUpScreen({ view: liveView(preparing) });
    press('X');

    happen({ ...INGEST_STARTED, at: STARTED_AT + 3_000 });
    press('y');

    expect(sent).toMatchObject([{ name: 'stop-ingestion', input: { begunAt: STARTED_AT } }]);
  });
});

describe('a question that waits for its answer', () => {
  const anotherEngine = () => {
    const view = liveView(INGEST_STARTED);
    return { ...view, engine: view.engine && { ...view.engine, id: 'engine-2' } };
  };

  test.each([
    ['start', liveView(), 'I'],
    ['stop', liveView(INGEST_STARTED), 'X'],
    ['leave', liveView(INGEST_STARTED), 'q'],
  ])('whether to %s is taken back when the engine is gone', (_, view, key) => {
    const { press, show, sent, frame } = setUpScreen({ view });
    press(key);
    const asked = frame().screen.dialog;

    show({ link: { name: 'lost', since: 0, failure: GONE } });
    press('y', 'X');

    expect(asked).not.toBeNull();
    expect(frame().screen).toMatchObject({ dialog: null });
    expect(sent.filter(({ name }) => name !== 'preview-ingestion')).toEqual([]);
  });

  test('is taken back when the engine falls silent', () => {
    const { press, show, sent, frame } = setUpScreen({ view: liveView(INGEST_STARTED) });
    press('X');

    show({ link: { name: 'silent', since: 0 } });
    const { dialog, flash } = frame().screen;
    press('y');

    expect(dialog).toBeNull();
    expect(flash?.text).toBe('The engine is silent: the question was taken back');
    expect(sent).toEqual([]);
  });

  test('is taken back when another engine has taken the place', () => {
    const { press, show, frame } = setUpScreen({ view: liveView(INGEST_STARTED) });
    press('X');

    show(anotherEngine());

    expect(frame().screen).toMatchObject({
      dialog: null,
      flash: {
        level: 'warning',
        text: 'Another engine has taken its place: look again before you answer',
      },
    });
  });

  test('help stays open, which asks nothing', () => {
    const { press, show, frame } = setUpScreen();
    press('?');

    show(anotherEngine());

    expect(frame().screen.dialog?.name).toBe('help');
  });
});

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

describe('typing a filter', () => {
  test('every key is text, q and capitals too', () => {
    const { press, sent, departures, frame } = setUpScreen();

    press('4', '/', ...'qIXpP1?');

    expect(frame().screen.view).toMatchObject({ focus: 'genres', filter: { genres: 'qIXpP1?' } });
    expect([sent, departures]).toEqual([[], []]);
  });

  test('Ctrl+U clears it, Backspace takes a whole character away', () => {
    const { press, frame } = setUpScreen();

    press('4', '/', 'a', 'ctrl+u', '音', '楽', 'backspace');

    expect(frame().screen.view.filter.genres).toBe('音');
  });

  test('Enter keeps the text, Esc on the panes then takes it away', () => {
    const { press, frame } = setUpScreen();

    press('4', '/', 'p', 'o', 'p', 'enter');
    const kept = frame().screen;
    press('escape');

    expect([kept.isTyping, kept.view.filter.genres]).toEqual([false, 'pop']);
    expect(frame().screen.view.filter.genres).toBe('');
  });

  test('Esc drops the text while it is typed, and of a filter that was kept as well', () => {
    const { press, frame } = setUpScreen();

    press('4', '/', 'p', 'o', 'p', 'escape');
    const first = frame().screen;
    press('/', 'p', 'enter', '/', 'o', 'escape');

    expect([first.isTyping, first.view.filter.genres]).toEqual([false, '']);
    expect(frame().screen).toMatchObject({ isTyping: false, view: { filter: { genres: '' } } });
  });

  test('pasted text goes into it, without what would act on a terminal', () => {
    const { screen, press, frame } = setUpScreen();
    press('4', '/');

    screen.paste('he\x1b[2Javy\nmetal');

    expect(frame().screen.view.filter.genres).toBe('he[2Javy');
  });

  test('is refused where there is no list', () => {
    const { press, frame } = setUpScreen();

    press('2', '/');

    expect(frame().screen.isTyping).toBe(false);
    expect(frame().screen.flash?.text).toContain('have a list to filter');
  });
});

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
