import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ConsoleError } from '../../../../src/domain/errors.ts';
import { type Ledger, parseLedger } from '../../../../src/domain/ledger.ts';
import type { Broker, StoredRecord } from '../../../../src/services/ports.ts';
import { ingest } from '../../../../src/state/commands/ingest.ts';
import { never } from '../../../support/csv/sources.ts';
import {
  csvRow,
  ingestOptions,
  rowSourceOf,
  setUpIngest,
  withTransactionFault,
} from '../../../support/ingest-setup.ts';

function validRows(count: number): string[] {
  return Array.from({ length: count }, (_, index) => csvRow(`id-${index}`));
}

function recordIds(records: readonly StoredRecord[]): number[] {
  return records
    .map((record) => JSON.parse(record.value.toString()).record_id as number)
    .sort((left, right) => left - right);
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

test('every valid row becomes one record with its key, its header and its time of publishing', async () => {
  const source = await rowSourceOf([csvRow('a'), csvRow('b', { explicit: 'TRUE', tempo: '1e2' })]);
  const setup = setUpIngest(source);

  await ingest(setup.deps, ingestOptions, never);

  const records = await setup.records('tracks');
  const second = records.find((record) => record.key === 'b');
  expect(records).toHaveLength(2);
  expect(second?.headers).toEqual({ dataset: source.fingerprint.sha256.slice(0, 16) });
  const value = JSON.parse(second?.value.toString() ?? '');
  expect(value).toMatchObject({ track_id: 'b', record_id: 1, explicit: true, tempo: 100 });
  expect(Math.abs(value.timestamp - Date.now() / 1000)).toBeLessThan(60);
  expect(Object.keys(value)).toHaveLength(22);
});

test('rejected rows go to the rejects file and the dead-letter topic, and are counted', async () => {
  const rows = [csvRow('a'), csvRow('b', { popularity: '101' }), csvRow('c', { artists: '' })];
  const setup = setUpIngest(await rowSourceOf(rows));

  const { totals } = await ingest(setup.deps, ingestOptions, never);

  expect(totals).toEqual({ rowsRead: 3, acknowledged: 2, incomplete: 1, rejected: 1, failed: 0 });
  const [letter] = await setup.records('tracks.dlq');
  expect(letter?.value.toString()).toBe(rows[1]);
  expect(letter?.headers).toMatchObject({
    reason: 'number-out-of-range',
    column: 'popularity',
    line: '3',
    record_id: '1',
  });
  expect(readFileSync(join(setup.outputDir, 'rejects.csv'), 'utf8').split('\n')[1]).toMatch(
    /^3,1,popularity,number-out-of-range,101,/,
  );
});

test('a second ingest finds everything there and publishes nothing', async () => {
  const setup = setUpIngest(await rowSourceOf(validRows(25)));
  const first = await ingest(setup.deps, ingestOptions, never);

  const second = await ingest(setup.deps, ingestOptions, never);

  expect(second).toEqual(first);
  expect(recordIds(await setup.records('tracks'))).toEqual(upTo(25));
});

test('an ingest stopped half-way goes on at the next row', async () => {
  const setup = setUpIngest(await rowSourceOf([...validRows(35), csvRow('x', { mode: '2' })]));
  const job = new AbortController();
  const dispatch: typeof setup.deps.dispatch = (event) => {
    if (event.type === 'ingest/committed') job.abort();
  };
  const oneBatchEach = { ...ingestOptions, delayMs: 1 };

  const stopped = await ingest({ ...setup.deps, dispatch }, oneBatchEach, job.signal);
  const completed = await ingest(setup.deps, ingestOptions, never);

  expect(stopped).toMatchObject({ isComplete: false, next: { recordId: 10 } });
  expect(completed).toMatchObject({ isComplete: true, totals: { rowsRead: 36, rejected: 1 } });
  expect(recordIds(await setup.records('tracks'))).toEqual(upTo(35));
});

test('rows of the rejects file that were not committed are cut off on resume', async () => {
  const bad = (id: string) => csvRow(id, { key: '12' });
  const setup = setUpIngest(await rowSourceOf([bad('a'), bad('b')]));
  const options = { ...ingestOptions, batchSize: 1 };
  const broker = withTransactionFault(setup.broker, (step, call) => {
    if (step === 'commit' && call === 1) throw new ConsoleError('DISK_FULL', 'full');
  });
  const file = join(setup.outputDir, 'rejects.csv');

  await expect(ingest({ ...setup.deps, broker }, options, never)).rejects.toThrow('full');
  writeFileSync(file, 'torn,row', { flag: 'a' });
  await ingest(setup.deps, options, never);

  const lines = readFileSync(file, 'utf8').split('\n');
  expect(lines.map((line) => line.split(',')[1])).toEqual(['record_id', '0', '1', undefined]);
});

test('a rejects file that somebody removed is rebuilt from the dead letters', async () => {
  const rows = [
    csvRow('a', { key: '12' }),
    csvRow('b'),
    csvRow('c', { track_name: '\u001b[2J"', tempo: '' }),
  ];
  const setup = setUpIngest(await rowSourceOf(rows));
  const file = join(setup.outputDir, 'rejects.csv');
  await ingest(setup.deps, ingestOptions, never);
  const before = readFileSync(file);
  rmSync(file);

  await ingest(setup.deps, ingestOptions, never);

  expect(readFileSync(file).equals(before)).toBe(true);
});

test('a broker that goes away for a while costs no row and doubles none', async () => {
  const setup = setUpIngest(await rowSourceOf(validRows(30)));
  const broker = withTransactionFault(setup.broker, (step, call) => {
    if ((step === 'commit' && call < 4) || (step === 'send' && call === 6)) {
      throw new ConsoleError('BROKER_UNREACHABLE', 'Cannot reach the broker');
    }
  });

  const ledger = await ingest({ ...setup.deps, broker }, ingestOptions, never);

  expect(ledger.totals).toMatchObject({ rowsRead: 30, acknowledged: 30, failed: 0 });
  expect(recordIds(await setup.records('tracks'))).toEqual(upTo(30));
  expect(setup.events.filter((event) => event.type === 'ingest/retrying')).toHaveLength(4);
});

test('a broker that stays away fails the ingest after the broker timeout', async () => {
  const setup = setUpIngest(await rowSourceOf(validRows(3)));
  let now = 0;
  const clock = { now: () => now };
  const sleep: typeof setup.deps.sleep = async (milliseconds) => {
    now += milliseconds;
  };
  const broker = withTransactionFault(setup.broker, () => {
    throw new ConsoleError('BROKER_UNREACHABLE', 'Cannot reach the broker');
  });

  const failing = ingest({ ...setup.deps, clock, sleep, broker }, ingestOptions, never);

  await expect(failing).rejects.toMatchObject({ code: 'BROKER_UNREACHABLE' });
  expect(now).toBeGreaterThanOrEqual(60_000);
  expect(now).toBeLessThan(70_000);
});

test('a row that the broker refuses is dead-lettered alone, the rest of its batch is published', async () => {
  // Valid as a row, but too large once its control characters are escaped in JSON.
  const tooLarge = csvRow('big', { album_name: '\u0001'.repeat(300_000) });
  const rows = [csvRow('a'), tooLarge, csvRow('b', { mode: '7' }), csvRow('c')];
  const setup = setUpIngest(await rowSourceOf(rows));

  const { totals } = await ingest(setup.deps, ingestOptions, never);

  expect(totals).toEqual({ rowsRead: 4, acknowledged: 2, incomplete: 0, rejected: 1, failed: 1 });
  expect(recordIds(await setup.records('tracks'))).toEqual([0, 3]);
  const letters = await setup.records('tracks.dlq');
  expect(letters.map(({ headers }) => [headers['record_id'], headers['reason']])).toEqual([
    ['1', 'publish-failed'],
    ['2', 'number-out-of-range'],
  ]);
  const attempts = setup.events.filter((event) => event.type === 'ingest/retrying');
  expect(attempts).toHaveLength(4);
  const batches = setup.events.map((event) =>
    event.type === 'ingest/committed' ? event.batches : 0,
  );
  expect(batches.reduce((left, right) => left + right)).toBe(1);
});

test('a later producer takes over and the earlier one stops as replaced', async () => {
  const source = await rowSourceOf(validRows(40));
  const setup = setUpIngest(source);
  let takeOver: Promise<Ledger> | undefined;
  const sleep: typeof setup.deps.sleep = async () => {
    takeOver ??= ingest(setup.deps, ingestOptions, never);
    await takeOver;
  };

  const replaced = ingest({ ...setup.deps, sleep }, { ...ingestOptions, delayMs: 1 }, never);

  await expect(replaced).rejects.toMatchObject({ code: 'PRODUCER_REPLACED', exitCode: 1 });
  expect((await takeOver)?.isComplete).toBe(true);
  expect(recordIds(await setup.records('tracks'))).toEqual(upTo(40));
});

test('the ledger names the offsets between which all acknowledged records lie', async () => {
  // The one partition of the dead letters is longer than any of the tracks: it must not be mixed up.
  const rejected = Array.from({ length: 40 }, () => csvRow('bad', { mode: '2' }));
  const source = await rowSourceOf([...validRows(30), ...rejected]);
  const setup = setUpIngest(source);

  const ledger = await ingest(setup.deps, ingestOptions, never);

  const topic = await setup.broker.describeTopic('tracks');
  for (const { partition, logStartOffset, logEndOffset } of topic?.partitions ?? []) {
    expect(ledger.spans[partition]).toEqual({ first: logStartOffset, next: logEndOffset });
  }
  const key = `tracks/${source.fingerprint.sha256}`;
  expect(parseLedger(key, (await setup.broker.readLedger()).get(key) ?? '')).toMatchObject(ledger);
});

test('a topic with another data set is left alone unless forced', async () => {
  const first = setUpIngest(await rowSourceOf(validRows(5)));
  await ingest(first.deps, ingestOptions, never);
  const other = await rowSourceOf([csvRow('z')]);
  const deps = { ...first.deps, source: other };

  await expect(ingest(deps, ingestOptions, never)).rejects.toMatchObject({
    code: 'TOPIC_HOLDS_OTHER_DATA',
    exitCode: 1,
  });
  expect(await first.records('tracks')).toHaveLength(5);

  const forced = await ingest(deps, { ...ingestOptions, force: true }, never);
  expect(forced.totals.acknowledged).toBe(1);
  expect(await first.records('tracks')).toHaveLength(6);
});

test('offsets that an aborted transaction has left behind are no records', async () => {
  const setup = setUpIngest(await rowSourceOf(validRows(2)));
  const broker: Broker = {
    ...setup.broker,
    async ensureTopic(spec) {
      const topic = await setup.broker.ensureTopic(spec);
      const partitions = topic.partitions.map((each) => ({ ...each, logEndOffset: 3 }));
      return { ...topic, partitions };
    },
  };

  const ledger = await ingest({ ...setup.deps, broker }, ingestOptions, never);

  expect(ledger.totals.acknowledged).toBe(2);
});

test('a topic with records that no ledger explains is left alone', async () => {
  const setup = setUpIngest(await rowSourceOf(validRows(2)));
  await setup.broker.ensureTopic(ingestOptions.topic);
  const producer = await setup.broker.openProducer({ transactionalId: 'somebody' });
  const transaction = await producer.begin();
  await transaction.send('tracks', [{ key: 'k', value: 'v' }]);
  await transaction.commit(() => ({ key: 'else', value: '{}' }));

  await expect(ingest(setup.deps, ingestOptions, never)).rejects.toThrow(
    'Topic tracks holds up to 1 records that no ledger explains',
  );
});

test('a topic that was deleted and made again gets the data set again', async () => {
  const setup = setUpIngest(await rowSourceOf(validRows(4)));
  await ingest(setup.deps, ingestOptions, never);
  await setup.broker.deleteTopic('tracks');

  const again = await ingest(setup.deps, ingestOptions, never);

  expect(again.totals.acknowledged).toBe(4);
  expect(recordIds(await setup.records('tracks'))).toEqual(upTo(4));
  expect(setup.events).toContainEqual(
    expect.objectContaining({ type: 'notice/raised', text: expect.stringContaining('made again') }),
  );
});

test('no more rows are asked for than one transaction holds', async () => {
  const source = await rowSourceOf(validRows(100));
  const setup = setUpIngest(source);
  let delivered = 0;
  let committed = 0;
  let mostAhead = 0;
  const counting: typeof source = {
    ...source,
    async *rows(from, signal) {
      for await (const block of source.rows(from, signal)) {
        for (const row of block) {
          delivered += 1;
          mostAhead = Math.max(mostAhead, delivered - committed);
          yield [row];
        }
      }
    },
  };
  const dispatch: typeof setup.deps.dispatch = (event) => {
    if (event.type === 'ingest/committed') committed = event.totals.rowsRead;
  };

  await ingest(
    { ...setup.deps, source: counting, dispatch },
    { ...ingestOptions, delayMs: 1 },
    never,
  );

  expect(delivered).toBe(100);
  expect(mostAhead).toBe(10);
});

test('a commit whose answer was lost is not done a second time', async () => {
  const rows = [...validRows(20), csvRow('x', { mode: '2' })];
  const setup = setUpIngest(await rowSourceOf(rows));
  const broker = withTransactionFault(setup.broker, (step, call) => {
    if (step === 'committed' && call <= 2) {
      throw new ConsoleError('BROKER_UNREACHABLE', 'Connection lost');
    }
  });

  const { totals } = await ingest({ ...setup.deps, broker }, ingestOptions, never);

  expect(totals).toMatchObject({ rowsRead: 21, acknowledged: 20, rejected: 1 });
  expect(recordIds(await setup.records('tracks'))).toEqual(upTo(20));
  expect(await setup.records('tracks.dlq')).toHaveLength(1);
  expect(readFileSync(join(setup.outputDir, 'rejects.csv'), 'utf8').split('\n')).toHaveLength(3);
});

test('rows of a commit that failed are taken back from the rejects file before the next attempt', async () => {
  const setup = setUpIngest(await rowSourceOf([csvRow('a', { key: '12' }), csvRow('b')]));
  const broker = withTransactionFault(setup.broker, (step, call) => {
    if (step === 'commit' && call <= 2) throw new ConsoleError('BROKER_UNREACHABLE', 'away');
  });

  await ingest({ ...setup.deps, broker }, ingestOptions, never);

  const lines = readFileSync(join(setup.outputDir, 'rejects.csv'), 'utf8').split('\n');
  expect(lines.map((line) => line.split(',')[1])).toEqual(['record_id', '0', undefined]);
});

test('a transaction is closed after half a second, however small it is', async () => {
  const setup = setUpIngest(await rowSourceOf(validRows(60)));
  let now = 0;
  const clock = { now: () => now };
  const source = {
    ...setup.deps.source,
    async *rows(...from: Parameters<typeof setup.deps.source.rows>) {
      for await (const block of setup.deps.source.rows(...from)) {
        for (const row of block) {
          now += 30;
          yield [row];
        }
      }
    },
  };

  await ingest({ ...setup.deps, source, clock }, ingestOptions, never);

  // Batches of 10 rows take 300 ms: every transaction holds two of them, or three at most.
  const commits = setup.events.filter((event) => event.type === 'ingest/committed');
  expect(commits.map((event) => event.batches)).toEqual([3, 3, 0]);
});

test('with nothing left to publish no running producer is fenced', async () => {
  const setup = setUpIngest(await rowSourceOf(validRows(3)));
  await ingest(setup.deps, ingestOptions, never);
  const producer = await setup.broker.openProducer({ transactionalId: 'trackdeck-tracks' });

  await ingest(setup.deps, ingestOptions, never);

  const transaction = await producer.begin();
  await transaction.send('tracks', [{ key: 'k', value: 'v' }]);
  await transaction.commit(() => ({ key: 'else', value: '{}' }));
});

test('of two data sets published to one topic at once only one gets in', async () => {
  const one = setUpIngest(await rowSourceOf(validRows(40)));
  const other = await rowSourceOf([csvRow('z')]);
  const slow = { ...ingestOptions, delayMs: 1 };

  const outcomes = await Promise.allSettled([
    ingest(one.deps, slow, never),
    ingest({ ...one.deps, source: other }, slow, never),
  ]);

  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const tags = new Set((await one.records('tracks')).map(({ headers }) => headers['dataset']));
  expect(tags.size).toBe(1);
});

test('a commit that did not go through, and whose answer was lost, is done again', async () => {
  const setup = setUpIngest(await rowSourceOf([...validRows(5), csvRow('x', { mode: '2' })]));
  const broker = withTransactionFault(setup.broker, (step, call) => {
    if (step === 'committing' && call <= 2) {
      throw new ConsoleError('BROKER_UNREACHABLE', 'Connection lost');
    }
  });

  const { totals } = await ingest({ ...setup.deps, broker }, ingestOptions, never);

  expect(totals).toMatchObject({ acknowledged: 5, rejected: 1 });
  expect(recordIds(await setup.records('tracks'))).toEqual(upTo(5));
  expect(readFileSync(join(setup.outputDir, 'rejects.csv'), 'utf8').split('\n')).toHaveLength(3);
});

test('only the refused batch of a transaction is tried five times', async () => {
  const tooLarge = csvRow('big', { album_name: '\u0001'.repeat(300_000) });
  const setup = setUpIngest(await rowSourceOf([csvRow('a'), tooLarge, csvRow('b')]));

  const { totals } = await ingest(setup.deps, { ...ingestOptions, batchSize: 1 }, never);

  expect(totals).toMatchObject({ acknowledged: 2, failed: 1 });
  expect(setup.events.filter((event) => event.type === 'ingest/retrying')).toHaveLength(4);
});

test('data that came in while the producer was opened is noticed', async () => {
  const setup = setUpIngest(await rowSourceOf(validRows(3)));
  const other = await rowSourceOf([csvRow('z')]);
  const broker: typeof setup.broker = {
    ...setup.broker,
    openProducer: async (options) => {
      await ingest({ ...setup.deps, source: other }, ingestOptions, never);
      return setup.broker.openProducer(options);
    },
  };

  const late = ingest({ ...setup.deps, broker }, ingestOptions, never);

  await expect(late).rejects.toMatchObject({ code: 'TOPIC_HOLDS_OTHER_DATA' });
  expect(await setup.records('tracks')).toHaveLength(1);
});
