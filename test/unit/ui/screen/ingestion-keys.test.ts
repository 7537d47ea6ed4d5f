import { describe, expect, test } from 'vitest';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { GONE, OTHER_DATA, PREVIEW } from '../../../support/screen/engine-answers.ts';
import { INGEST_STARTED, liveView, STARTED_AT } from '../../../support/screen/mirror-views.ts';
import { setUpScreen } from '../../../support/screen/screen-setup.ts';

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
