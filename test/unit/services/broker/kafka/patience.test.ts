import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPatience } from '../../../../../src/services/broker/kafka/patience.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const never = new Promise<never>(() => undefined);
const SILENCE = { code: 'BROKER_UNREACHABLE', message: 'Kafka at broker:9092 does not answer' };

/** What a promise has come to so far. */
function outcomeOf(promise: Promise<unknown>): { readonly now: () => unknown } {
  let outcome: unknown = 'open';
  promise.then(
    (value) => {
      outcome = value;
    },
    (error: unknown) => {
      outcome = error;
    },
  );
  return { now: () => outcome };
}

function setUp() {
  const ending = new AbortController();
  const patience = createPatience({ address: 'broker:9092', ending: ending.signal });
  return { patience, end: () => ending.abort() };
}

test('an answer that comes is given on, and a failure too', async () => {
  const { patience } = setUp();

  await expect(patience.answered(Promise.resolve(7))).resolves.toBe(7);
  await expect(patience.answered(Promise.reject(new Error('refused')))).rejects.toThrow('refused');
});

test('an answer that does not come is given up after 30 s, work with a limit of its own is not', async () => {
  const { patience } = setUp();
  const question = outcomeOf(patience.answered(never));
  const scan = outcomeOf(patience.untilEnd(never));

  await vi.advanceTimersByTimeAsync(29_999);
  const before = question.now();
  await vi.advanceTimersByTimeAsync(1);

  expect(before).toBe('open');
  expect(question.now()).toMatchObject(SILENCE);
  expect(scan.now()).toBe('open');
});

test('everything still open is given up 4 s after the end was asked for', async () => {
  const { patience, end } = setUp();
  const question = outcomeOf(patience.answered(never));
  const scan = outcomeOf(patience.untilEnd(never));
  await vi.advanceTimersByTimeAsync(1_000);

  end();
  await vi.advanceTimersByTimeAsync(3_999);
  const before = [question.now(), scan.now()];
  await vi.advanceTimersByTimeAsync(1);

  expect(before).toEqual(['open', 'open']);
  expect(question.now()).toMatchObject(SILENCE);
  expect(scan.now()).toMatchObject(SILENCE);
});

test('what is asked after that fails at once', async () => {
  const { patience, end } = setUp();
  end();
  await vi.advanceTimersByTimeAsync(4_000);

  await expect(patience.untilEnd(never)).rejects.toMatchObject(SILENCE);
});
