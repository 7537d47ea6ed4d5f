import { expect, test } from 'vitest';
import { ConsoleError } from '../../../../../src/domain/errors.ts';
import { createOutage } from '../../../../../src/services/broker/kafka/outage.ts';
import { createOutageNews } from '../../../../../src/services/broker/kafka/outage-news.ts';

const away = new ConsoleError('BROKER_UNREACHABLE', 'Cannot reach Kafka at here:1 (ECONNREFUSED)');

/** An outage whose clock stands still unless it is told to move. */
function setUp(brokerTimeoutMs = Number.POSITIVE_INFINITY) {
  const notices: string[] = [];
  const time = { ms: 0 };
  const job = new AbortController();
  const clock = { now: () => time.ms };
  const news = createOutageNews({
    clock,
    onNotice: (level, text) => notices.push(`${level}: ${text}`),
    address: 'here:1',
  });
  const open = () => createOutage({ clock, brokerTimeoutMs, signal: job.signal, news });
  return { outage: open(), open, notices, time, job };
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
    'warning: Cannot reach Kafka at here:1 (ECONNREFUSED) for 8 s; trying again',
    'info: Kafka at here:1 is back after 16 s',
  ]);
});

test('one outage that several wait for is told of once, from the first of them on', async () => {
  const { open, notices, time } = setUp();
  const [one, other] = [open(), open()];
  let attempts = 0;

  await one.outlast(async () => {
    attempts += 1;
    time.ms += 5_000;
    await other.wait(away, time.ms);
    if (attempts <= 2) throw away;
  });
  time.ms += 3_000;
  other.end();

  expect(notices).toEqual([
    'warning: Cannot reach Kafka at here:1 (ECONNREFUSED) for 10 s; trying again',
    'info: Kafka at here:1 is back after 15 s',
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
