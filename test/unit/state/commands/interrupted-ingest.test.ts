import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ConsoleError } from '../../../../src/domain/errors.ts';
import { ingest } from '../../../../src/state/commands/ingest.ts';
import { never } from '../../../support/csv/sources.ts';
import {
  csvRow,
  type IngestSetup,
  ingestOptions,
  rowSourceOf,
  setUpIngest,
  withTransactionFault,
} from '../../../support/ingest-setup.ts';

const bad = { key: '12' };

/** An ingest that is stopped by its first commit. */
function stoppedAtFirstCommit({ deps }: IngestSetup, options: Partial<typeof ingestOptions>) {
  const job = new AbortController();
  const dispatch: typeof deps.dispatch = (event) => {
    if (event.type === 'ingest/committed') job.abort();
  };
  return ingest({ ...deps, dispatch }, { ...ingestOptions, ...options }, job.signal);
}

/** Does something once between two batches; with `delayMs` there is a wait after each. */
function onceBetweenBatches(
  { deps }: IngestSetup,
  work: () => void | Promise<void>,
): typeof deps.sleep {
  let isDone = false;
  return async () => {
    if (isDone) return;
    isDone = true;
    await work();
  };
}

async function recordIds({ records }: IngestSetup): Promise<number[]> {
  return (await records('tracks'))
    .map((record) => JSON.parse(record.value.toString()).record_id as number)
    .sort((left, right) => left - right);
}

/** Record ids in the rejects file, in its order. */
function rejectedIds({ outputDir }: IngestSetup): number[] {
  const lines = readFileSync(join(outputDir, 'rejects.csv'), 'utf8').split('\n').slice(1, -1);
  return lines.map((line) => Number(line.split(',')[1]));
}

test('after a transaction of many batches an ingest goes on behind the last of them', async () => {
  const rows = Array.from({ length: 120 }, (_, index) => csvRow(`id-${index}`));
  const setup = setUpIngest(await rowSourceOf(rows));

  const stopped = await stoppedAtFirstCommit(setup, { batchSize: 1 });
  await ingest(setup.deps, ingestOptions, never);

  expect(stopped).toMatchObject({ isComplete: false, next: { recordId: 50 } });
  expect(await recordIds(setup)).toEqual(rows.map((_, index) => index));
});

test('rows that were rejected before a stop stay in the rejects file, the others follow them', async () => {
  const rows = Array.from({ length: 30 }, (_, index) => csvRow('id', index % 3 === 0 ? bad : {}));
  const setup = setUpIngest(await rowSourceOf(rows));

  await stoppedAtFirstCommit(setup, { delayMs: 1 });
  const before = rejectedIds(setup);
  await ingest(setup.deps, ingestOptions, never);

  expect(before).toEqual([0, 3, 6, 9]);
  expect(rejectedIds(setup)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27]);
});

test('a stop while a refused batch goes row by row loses and doubles none of its rows', async () => {
  const tooLarge = csvRow('big', { album_name: '\u0001'.repeat(300_000) });
  const rows = [csvRow('a'), csvRow('b'), tooLarge, csvRow('c')];
  const setup = setUpIngest(await rowSourceOf(rows));

  const stopped = await stoppedAtFirstCommit(setup, {});
  const { totals } = await ingest(setup.deps, ingestOptions, never);

  expect(stopped).toMatchObject({ next: { recordId: 1 }, totals: { rowsRead: 1 } });
  expect(totals).toMatchObject({ rowsRead: 4, acknowledged: 3, failed: 1 });
  expect(await recordIds(setup)).toEqual([0, 1, 3]);
});

test('a topic that is deleted and made again in the middle gets nothing that no ledger explains', async () => {
  const setup = setUpIngest(await rowSourceOf([csvRow('a'), csvRow('b')]));
  const { broker, deps } = setup;
  const sleep = onceBetweenBatches(setup, async () => {
    await broker.deleteTopic('tracks');
    await broker.ensureTopic(ingestOptions.topic);
  });

  const broken = ingest({ ...deps, sleep }, { ...ingestOptions, batchSize: 1, delayMs: 1 }, never);

  await expect(broken).rejects.toMatchObject({
    code: 'TOPIC_MISSING',
    message: expect.stringContaining('deleted and made again'),
  });
  expect(await recordIds(setup)).toEqual([]);
  await ingest(deps, ingestOptions, never);
  expect(await recordIds(setup)).toEqual([0, 1]);
});

test('a rejects file that is removed in the middle is there again with all its rows', async () => {
  const rows = Array.from({ length: 4 }, () => csvRow('id', bad));
  const setup = setUpIngest(await rowSourceOf(rows));
  const file = join(setup.outputDir, 'rejects.csv');
  const sleep = onceBetweenBatches(setup, () => rmSync(file));

  await ingest({ ...setup.deps, sleep }, { ...ingestOptions, batchSize: 1, delayMs: 1 }, never);

  expect(rejectedIds(setup)).toEqual([0, 1, 2, 3]);
});

test('the ledger tells when it began and when it last moved', async () => {
  const setup = setUpIngest(await rowSourceOf([csvRow('a'), csvRow('b')]));
  let now = 1_000;
  const sleep: typeof setup.deps.sleep = async () => {
    now += 500;
  };
  const deps = { ...setup.deps, clock: { now: () => now }, sleep };

  const ledger = await ingest(deps, { ...ingestOptions, batchSize: 1, delayMs: 1 }, never);

  expect(ledger).toMatchObject({ startedAt: 1_000, updatedAt: 2_000 });
});

test('a service waits for space on a full disk and then goes on, each row once', async () => {
  const setup = setUpIngest(await rowSourceOf([csvRow('a'), csvRow('b', bad), csvRow('c')]));
  const broker = withTransactionFault(setup.broker, (step, call) => {
    if (step === 'commit' && call < 4) throw new ConsoleError('DISK_FULL', 'No space left');
  });

  await ingest({ ...setup.deps, broker }, { ...ingestOptions, waitsForDisk: true }, never);

  expect(await recordIds(setup)).toEqual([0, 2]);
  expect(rejectedIds(setup)).toEqual([1]);
  expect(setup.events.filter(({ type }) => type === 'ingest/retrying')).toHaveLength(3);
});
