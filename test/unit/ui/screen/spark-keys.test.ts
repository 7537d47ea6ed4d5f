import { expect, test } from 'vitest';
import { ConsoleError } from '../../../../src/domain/errors.ts';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { footerKeys } from '../../../../src/ui/keys/footer-keys.ts';
import { liveView, SPARK_OPENED, STARTED_AT } from '../../../support/screen/mirror-views.ts';
import { setUpScreen } from '../../../support/screen/screen-setup.ts';
import { runPlanOf } from '../../../support/spark/spark-runs.ts';

const KAFKA: ConsoleEvent = {
  type: 'pipeline/opened',
  broker: 'kafka',
  address: 'localhost:9092',
  topic: 'tracks',
  group: 'g',
  outputDir: '/o',
  at: STARTED_AT,
};
const RUNNING: ConsoleEvent = { type: 'spark/run-started', plan: runPlanOf(), at: STARTED_AT };

test('B submits a batch only after y, and says where to look', async () => {
  const { press, sent, frame, settle } = setUpScreen({ view: liveView(KAFKA, SPARK_OPENED) });

  press('B');
  expect(frame().screen.dialog).toMatchObject({ name: 'submit-spark', engine: 'engine-1' });
  press('enter');
  expect(sent).toEqual([]);
  press('y');
  expect(sent).toMatchObject([{ name: 'spark-submit', input: { mode: 'batch' } }]);
  sent[0]?.answer(runPlanOf({ id: '20261129T180000Z' }));
  await settle();

  expect(frame().screen.flash?.text).toBe('Spark runs the batch 20261129T180000Z; see pane 9');
  expect(frame().screen.actions.at(-1)?.command).toBe(
    `curl --unix-socket /run/trackdeck/engine.sock http://engine/commands/spark-submit --json '{"mode":"batch"}'`,
  );
});

test('what the engine refuses is told with its code and what to do', async () => {
  const { press, sent, frame, settle } = setUpScreen({ view: liveView(KAFKA, SPARK_OPENED) });

  press('B', 'y');
  sent[0]?.fail(
    new ConsoleError('SPARK_NO_WORKER', 'The Spark master has no worker', { hint: 'Start one.' }),
  );
  await settle();

  expect(frame().screen.flash).toEqual({
    level: 'error',
    text: 'SPARK_NO_WORKER: The Spark master has no worker',
    hint: 'Start one.',
  });
});

test('K stops the run after y; n keeps it', () => {
  const { press, sent, frame } = setUpScreen({ view: liveView(KAFKA, SPARK_OPENED, RUNNING) });

  press('K', 'n');
  expect(sent).toEqual([]);
  press('K');
  expect(frame().screen.dialog).toMatchObject({ name: 'stop-spark' });
  press('y');

  expect(sent).toMatchObject([{ name: 'spark-stop', input: { begunAt: STARTED_AT } }]);
});

test('q asks while a run on Spark is under way: a stop of the engine would end it', () => {
  const view = liveView(KAFKA, SPARK_OPENED, RUNNING);
  const { press, frame, departures } = setUpScreen({ view, isEngineStartedHere: true });

  press('q');

  expect(departures).toEqual([]);
  expect(frame().screen.dialog).toMatchObject({
    name: 'leave',
    work: 'has a run on Spark under way',
  });
});

test('a question about Spark is taken back when another engine takes the place', () => {
  const { press, show, frame, time } = setUpScreen({ view: liveView(KAFKA, SPARK_OPENED) });
  const { engine } = liveView();

  press('B');
  show({ engine: engine && { ...engine, id: 'engine-2' } });
  time.pass(1_000);

  expect(frame().screen.dialog).toBeNull();
});

test('whether to stop a run is taken back when that is over, and another one goes on', () => {
  const { press, happen, sent, frame } = setUpScreen({
    view: liveView(KAFKA, SPARK_OPENED, RUNNING),
  });
  const stopped = { mode: 'batch', result: null, comparison: null, at: STARTED_AT + 1 } as const;

  press('K');
  happen(
    { type: 'spark/run-stopped', ...stopped },
    { type: 'spark/run-checking', mode: 'batch', at: STARTED_AT + 2 },
    { ...RUNNING, at: STARTED_AT + 3 },
  );
  press('y');

  expect(sent).toEqual([]);
  expect(frame().screen).toMatchObject({
    dialog: null,
    flash: { text: 'That run on Spark has ended: the question was taken back' },
  });
});

test('the question stays while its run gets from its checks to its start', () => {
  const checking: ConsoleEvent = { type: 'spark/run-checking', mode: 'batch', at: STARTED_AT };
  const { press, happen, sent } = setUpScreen({ view: liveView(KAFKA, SPARK_OPENED, checking) });

  press('K');
  happen({ ...RUNNING, at: STARTED_AT + 3 });
  press('y');

  expect(sent).toMatchObject([{ name: 'spark-stop', input: { begunAt: STARTED_AT } }]);
});

test('9 goes to Spark where there is one, else it says which setting brings it', () => {
  const without = setUpScreen({ view: liveView(KAFKA) });
  const there = setUpScreen({ view: liveView(KAFKA, SPARK_OPENED) });

  without.press('9');
  there.press('9');

  expect(without.frame().screen.flash?.text).toBe(
    'There is no pane 9 here; Spark is used where SPARK_MASTER_URL is set',
  );
  expect(there.frame().screen.view.focus).toBe('spark');
  expect(there.frame().screen.flash).toBeNull();
});

test.each([
  ['at rest', [], 'B batch'],
  ['at work', [RUNNING], 'K stop Spark'],
] as const)('on its pane the footer has the key for a Spark %s', (_, events, key) => {
  const { press, frame } = setUpScreen({ view: liveView(KAFKA, SPARK_OPENED, ...events) });

  press('9');
  const { live, screen } = frame();
  const keys = footerKeys({ mirrorView: live, view: screen.view });

  expect(keys.map(({ key: name, word }) => `${name} ${word}`)).toContain(key);
});
