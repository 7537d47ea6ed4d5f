import { expect, test } from 'vitest';
import { ConsoleError } from '../../../../../src/domain/errors.ts';
import { createOutage } from '../../../../../src/services/broker/kafka/outage.ts';

const away = new ConsoleError('BROKER_UNREACHABLE', 'Cannot reach Kafka at here:1 (ECONNREFUSED)');

/** An outage whose clock stands still unless it is told to move. */
function setUp(brokerTimeoutMs = Number.POSITIVE_INFINITY) {
  const notices: string[] = [];
  const time = { ms: 0 };
  const job = new AbortController();
  const outage = createOutage({
    clock: { now: () => time.ms },
    brokerTimeoutMs,
    signal: job.signal,
    onNotice: (level, text) => notices.push(`${level}: ${text}`),
    address: 'here:1',
  });
  return { outage, notices, time, job };
}

test('a hiccup that is over at the second attempt is not spoken of', async () => {
  const { outage, notices } = setUp();
  let attempts = 0;

  const result = await outage.outlast(async () => {
    attempts += 1;
    if (attempts === 1) throw away;
    return 'done';
  });

  expect(result).toBe('done');
  expect(notices).toEqual([]);
});

test('an outage is told of once, and again when it is over', async () => {
  const { outage, notices, time } = setUp();
  let attempts = 0;

  await outage.outlast(async () => {
    attempts += 1;
    time.ms += 4_000;
    if (attempts <= 3) throw away;
  });

  expect(notices).toEqual([
    'warning: Cannot reach Kafka at here:1 (ECONNREFUSED) for 4 s; trying again',
    'info: Kafka at here:1 is back after 12 s',
  ]);
});

test('a long outage is told of every half minute', async () => {
  const { outage, notices, time } = setUp();
  let attempts = 0;

  await outage.outlast(async () => {
    attempts += 1;
    time.ms += 16_000;
    if (attempts <= 4) throw away;
  });

  expect(notices.filter((text) => text.startsWith('warning'))).toHaveLength(2);
});

test('it is waited for no longer than was asked', async () => {
  const { outage, time } = setUp(10_000);

  const waiting = outage.outlast(async () => {
    time.ms += 6_000;
    throw away;
  });

  await expect(waiting).rejects.toBe(away);
  expect(time.ms).toBe(18_000);
});

test('another failure is not waited over', async () => {
  const { outage } = setUp();
  const refused = new ConsoleError('BROKER_REFUSED', 'no');

  await expect(outage.outlast(() => Promise.reject(refused))).rejects.toBe(refused);
});

test('an abort ends the waiting', async () => {
  const { outage, job } = setUp();
  const waiting = outage.wait(away);

  job.abort(new Error('stopped'));

  await expect(waiting).rejects.toThrow('stopped');
});
