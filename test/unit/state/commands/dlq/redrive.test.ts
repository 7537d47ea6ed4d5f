import { expect, test } from 'vitest';
import { ConsoleError } from '../../../../../src/domain/errors.ts';
import { parseLedger } from '../../../../../src/domain/ledger.ts';
import type { Broker, RepairedRow } from '../../../../../src/services/ports.ts';
import { readDeadLetters } from '../../../../../src/state/commands/dlq/dead-letters.ts';
import { redrive } from '../../../../../src/state/commands/dlq/redrive.ts';
import { ingest } from '../../../../../src/state/commands/ingest.ts';
import { failure } from '../../../../contract/contract-test.ts';
import { never } from '../../../../support/csv/sources.ts';
import {
  recordIds,
  redrivenRows,
  redriveOptions,
  setUpDeadLetters,
} from '../../../../support/dlq/dead-letter-setup.ts';
import {
  csvRow,
  ingestOptions,
  rowSourceOf,
  withTransactionFault,
} from '../../../../support/ingest-setup.ts';

const SOUND = csvRow('sound');
const BAD = csvRow('bad', { popularity: '101' });

test('a repaired row is published once, with its row number, its key and its data set', async () => {
  const { redriveDeps, records } = await setUpDeadLetters([SOUND, BAD, SOUND]);

  const outcome = await redrive(redriveDeps, redriveOptions({ repaired: [repaired(1)] }), never);

  const published = await records('tracks');
  const redriven = published.find(({ key }) => key === 'mended');
  expect(outcome).toMatchObject({ published: 1, staying: [] });
  expect(recordIds(published)).toEqual([0, 1, 2]);
  expect(redriven?.headers).toEqual(published[0]?.headers);
  expect(JSON.parse(redriven?.value.toString() ?? '')).toMatchObject({ record_id: 1 });
});

test('a second redrive of the same row sends nothing', async () => {
  const { redriveDeps, records } = await setUpDeadLetters([SOUND, BAD]);
  const options = redriveOptions({ repaired: [repaired(1)] });
  await redrive(redriveDeps, options, never);
  const before = (await records('tracks.dlq')).length;

  const second = await redrive(redriveDeps, options, never);

  expect(second.published).toBe(0);
  expect(second.plan.redriven.map(({ recordId }) => recordId)).toEqual([1]);
  expect((await records('tracks')).length).toBe(2);
  expect((await records('tracks.dlq')).length).toBe(before);
});

test('a redriven row is acknowledged and no longer rejected, so that the books stay closed', async () => {
  const incomplete = csvRow('mended', { artists: '' });
  const { redriveDeps, broker } = await setUpDeadLetters([SOUND, BAD, BAD]);

  const repairs = [{ recordId: 2, raw: Buffer.from(incomplete) }];
  await redrive(redriveDeps, redriveOptions({ repaired: repairs }), never);

  const ledger = await ledgerOf(broker);
  const totals = { rowsRead: 3, acknowledged: 2, incomplete: 1, rejected: 1, failed: 0 };
  expect(ledger).toMatchObject({ isComplete: true, totals });
});

test('rows of several transactions are all acknowledged in the end', async () => {
  const rows = 1_001;
  const { redriveDeps, broker, records } = await setUpDeadLetters(Array(rows).fill(BAD));
  const repairs = Array.from({ length: rows }, (_, row) => repaired(row));

  const outcome = await redrive(redriveDeps, redriveOptions({ repaired: repairs }), never);

  expect(outcome.published).toBe(rows);
  expect((await records('tracks')).length).toBe(rows);
  expect((await ledgerOf(broker)).totals).toMatchObject({ acknowledged: rows, rejected: 0 });
});

test('the ledger spans the records that a redrive appended', async () => {
  const { redriveDeps, broker } = await setUpDeadLetters([BAD]);

  await redrive(redriveDeps, redriveOptions({ repaired: [repaired(0)] }), never);

  const spans = Object.values((await ledgerOf(broker)).spans);
  expect(spans).toEqual([{ first: 0, next: 1 }]);
});

test('a row that is still bad stays a dead letter, with the reason of now', async () => {
  const { redriveDeps, broker } = await setUpDeadLetters([BAD, BAD]);
  const worse = { recordId: 0, raw: Buffer.from(csvRow('bad', { tempo: 'fast' })) };

  const outcome = await redrive(
    redriveDeps,
    redriveOptions({ repaired: [worse, repaired(1)] }),
    never,
  );

  expect(outcome.published).toBe(1);
  expect(outcome.staying).toMatchObject([
    { letter: { recordId: 0 }, why: 'number-not-decimal tempo "fast"' },
  ]);
  expect(await redrivenRows(broker)).toEqual([1]);
});

test('without a file every waiting row is judged again as it stands', async () => {
  const { redriveDeps } = await setUpDeadLetters([BAD, SOUND]);

  const outcome = await redrive(redriveDeps, redriveOptions(), never);

  expect(outcome.published).toBe(0);
  expect(outcome.staying).toMatchObject([{ why: 'number-out-of-range popularity "101"' }]);
});

test('of an oversized row only the beginning is kept, which is never published for the whole', async () => {
  const long = `${csvRow('long').slice(0, -5)}${'drone'.repeat(250_000)}`;
  const { redriveDeps } = await setUpDeadLetters([long, SOUND]);

  const outcome = await redrive(redriveDeps, redriveOptions(), never);

  expect(outcome.published).toBe(0);
  expect(outcome.staying).toMatchObject([{ why: 'only its beginning is kept: repair it' }]);
});

test('a row that the broker refused once is published from its letter, and no longer failed', async () => {
  const { redriveDeps, broker, records } = await setUpRefused();

  const outcome = await redrive(redriveDeps, redriveOptions(), never);

  expect(outcome.published).toBe(1);
  expect(recordIds(await records('tracks'))).toEqual([0, 1]);
  expect((await ledgerOf(broker)).totals).toMatchObject({
    acknowledged: 2,
    rejected: 0,
    failed: 0,
  });
});

test('a row that the broker refuses again stays, and the rows beside it are published', async () => {
  const { redriveDeps, records } = await setUpDeadLetters([BAD, BAD, BAD]);
  const broker = refusing(redriveDeps.broker, 'refused');
  const repairs = [repaired(0), repaired(1, 'refused'), repaired(2)];

  const outcome = await redrive(
    { ...redriveDeps, broker },
    redriveOptions({ repaired: repairs }),
    never,
  );

  expect(outcome.published).toBe(2);
  expect(outcome.staying).toMatchObject([{ letter: { recordId: 1 }, why: 'too large' }]);
  expect(recordIds(await records('tracks'))).toEqual([0, 2]);
  expect((await ledgerOf(broker)).totals).toMatchObject({ acknowledged: 2, rejected: 1 });
});

test.each(['send', 'committing', 'committed'] as const)(
  'after a failure at %s a further redrive publishes each row once',
  async (step) => {
    const { redriveDeps, records, broker } = await setUpDeadLetters([BAD, BAD]);
    const options = redriveOptions({ repaired: [repaired(0), repaired(1)] });
    const faulty = withTransactionFault(broker, (at) => {
      if (at === step) throw new ConsoleError('BROKER_UNREACHABLE', 'gone');
    });
    const failed = redrive({ ...redriveDeps, broker: faulty }, options, never);
    await expect(failed).rejects.toThrow('gone');

    await redrive(redriveDeps, options, never);

    expect(recordIds(await records('tracks'))).toEqual([0, 1]);
    expect(await redrivenRows(broker)).toEqual([0, 1]);
    expect((await ledgerOf(broker)).totals).toMatchObject({ acknowledged: 2, rejected: 0 });
  },
);

test('a redrive that a later one has replaced publishes nothing more', async () => {
  const { redriveDeps, records, broker } = await setUpDeadLetters([BAD]);
  const options = redriveOptions({ repaired: [repaired(0)] });
  let isReplaced = false;
  const slow: Broker = {
    ...broker,
    describeTopic: async (name) => {
      if (!isReplaced) {
        isReplaced = true;
        await redrive(redriveDeps, options, never);
      }
      return broker.describeTopic(name);
    },
  };

  const outcome = await redrive({ ...redriveDeps, broker: slow }, options, never);

  expect(outcome.published).toBe(0);
  expect(recordIds(await records('tracks'))).toEqual([0]);
});

test('what another redrive published before this one has fenced it is not published again', async () => {
  const { redriveDeps, records, broker } = await setUpDeadLetters([BAD]);
  const options = redriveOptions({ repaired: [repaired(0)] });
  const late: Broker = {
    ...broker,
    openProducer: async (producer) => {
      await redrive(redriveDeps, options, never);
      return broker.openProducer(producer);
    },
  };

  const outcome = await redrive({ ...redriveDeps, broker: late }, options, never);

  expect(outcome.published).toBe(0);
  expect(recordIds(await records('tracks'))).toEqual([0]);
});

test('of two letters of one row the newer one counts', async () => {
  const { broker, records } = await setUpDeadLetters([BAD]);
  const [older] = await records('tracks.dlq');
  const newer = { key: null, value: 'newer', headers: { ...older?.headers, reason: 'newer' } };
  const producer = await broker.openProducer({ transactionalId: 'test' });
  const transaction = await producer.begin();
  await transaction.send('tracks.dlq', [newer]);
  await transaction.commit(() => ({ key: 'test', value: '{}' }));

  const { letters } = await readDeadLetters(broker, 'tracks', never);

  expect(letters).toMatchObject([{ recordId: 0, reason: 'newer', offset: 1 }]);
});

test('a redrive waits for the ingest to end, unless it is forced', async () => {
  const { deps, redriveDeps, broker, records } = await setUpDeadLetters([BAD]);
  const stop = new AbortController();
  const other = await rowSourceOf(Array.from({ length: 30 }, (_, row) => csvRow(`other-${row}`)));
  const forced = { ...ingestOptions, force: true };
  const dispatch: typeof deps.dispatch = (event) => {
    if (event.type === 'ingest/committed') stop.abort();
  };
  // With a delay every batch is a transaction of its own.
  await ingest({ ...deps, source: other, dispatch }, { ...forced, delayMs: 1 }, stop.signal);
  const options = redriveOptions({ repaired: [repaired(0)] });

  const refused = redrive(redriveDeps, options, never);

  await expect(refused).rejects.toEqual(failure('INGEST_UNFINISHED'));
  const outcome = await redrive(redriveDeps, { ...options, force: true }, never);
  expect(outcome.published).toBe(1);
  await ingest({ ...deps, source: other }, forced, never);
  expect((await records('tracks')).length).toBe(31);
  expect(await redrivenRows(broker)).toEqual([0]);
});

test('a row before which an interrupted ingest stopped is left to the ingest', async () => {
  const { redriveDeps, broker } = await setUpDeadLetters([SOUND, BAD]);
  await putLedger(broker, { next: { recordId: 1, byte: 1, line: 3 }, isComplete: false });

  const options = redriveOptions({ repaired: [repaired(1)], force: true });
  const outcome = await redrive(redriveDeps, options, never);

  expect(outcome.staying).toMatchObject([{ why: 'the ingest has not come to its row again' }]);
});

test('after its topic was made anew and filled again, a row is redriven into the new one', async () => {
  const { deps, redriveDeps, broker, records } = await setUpDeadLetters([BAD, SOUND]);
  const options = redriveOptions({ repaired: [repaired(0)] });
  await redrive(redriveDeps, options, never);
  await broker.deleteTopic('tracks');
  await ingest(deps, ingestOptions, never);

  const outcome = await redrive(redriveDeps, options, never);

  expect(outcome.published).toBe(1);
  expect(recordIds(await records('tracks'))).toEqual([0, 1]);
  expect((await readDeadLetters(broker, 'tracks', never)).letters.length).toBe(1);
});

test('letters of a data set that is not in the topic are left alone', async () => {
  const { redriveDeps, broker } = await setUpDeadLetters([BAD]);
  await broker.deleteTopic('tracks');
  await broker.ensureTopic(ingestOptions.topic);

  const outcome = await redrive(redriveDeps, redriveOptions({ repaired: [repaired(0)] }), never);

  expect(outcome.staying).toMatchObject([{ why: 'its data set is not in the topic' }]);
});

test('a row number that two data sets have must be told apart', async () => {
  const { deps, redriveDeps, records } = await setUpDeadLetters([BAD]);
  const other = await rowSourceOf([BAD, SOUND]);
  await ingest({ ...deps, source: other }, { ...ingestOptions, force: true }, never);
  const repairs = [repaired(0)];

  const ambiguous = redrive(redriveDeps, redriveOptions({ repaired: repairs }), never);

  await expect(ambiguous).rejects.toEqual(failure('DEAD_LETTER_AMBIGUOUS'));
  const filter = { datasetSha: other.fingerprint.sha256 };
  const told = await redrive(redriveDeps, redriveOptions({ repaired: repairs, filter }), never);
  expect(told.published).toBe(1);
  const redriven = (await records('tracks')).find(({ key }) => key === 'mended');
  expect(other.fingerprint.sha256.startsWith(redriven?.headers['dataset'] ?? '-')).toBe(true);
});

test('rows that have no dead letter are named and not published', async () => {
  const { redriveDeps, records } = await setUpDeadLetters([SOUND, BAD]);

  const options = redriveOptions({ repaired: [repaired(0), repaired(7)] });
  const outcome = await redrive(redriveDeps, options, never);

  expect(outcome.plan.unknownRows).toEqual([0, 7]);
  expect((await records('tracks')).length).toBe(1);
});

function repaired(recordId: number, id = 'mended'): RepairedRow {
  return { recordId, raw: Buffer.from(csvRow(id)) };
}

async function ledgerOf(broker: Broker) {
  const [entry] = await broker.readLedger();
  if (entry === undefined) throw new Error('There is no ledger');
  return parseLedger(...entry);
}

async function putLedger(broker: Broker, changes: object): Promise<void> {
  const [[key, text] = ['', '']] = [...(await broker.readLedger())];
  const producer = await broker.openProducer({ transactionalId: 'test' });
  const transaction = await producer.begin();
  const value = JSON.stringify({ ...JSON.parse(text), ...changes });
  await transaction.commit(() => ({ key, value }));
}

/** A log whose broker refused the row with this key when it was ingested. */
async function setUpRefused() {
  const setup = await setUpDeadLetters([SOUND]);
  await setup.broker.deleteTopic('tracks');
  const source = await rowSourceOf([SOUND, csvRow('refused')]);
  const broker = refusing(setup.broker, 'refused');
  await ingest({ ...setup.deps, broker, source }, ingestOptions, never);
  return setup;
}

function refusing(broker: Broker, key: string): Broker {
  return withTransactionFault(broker, (_, __, records = []) => {
    if (!records.some((record) => record.key === key)) return;
    throw new ConsoleError('RECORD_TOO_LARGE', 'too large');
  });
}
