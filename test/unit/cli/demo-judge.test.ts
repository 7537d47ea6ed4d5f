import { expect, test } from 'vitest';
import { demoJudge } from '../../../src/cli/demo-judge.ts';
import { formatLedger, type Ledger, ledgerKey, NO_ROWS } from '../../../src/domain/ledger.ts';
import { datasetTag } from '../../../src/domain/track.ts';
import { initialProducer } from '../../../src/state/slices/producer.ts';

const SHA256 = 'ab'.repeat(32);
const counted = { datasets: new Map([[datasetTag(SHA256), 10]]) };
const unknown = () => initialProducer;

function ledgerOf(isDemo: boolean): Ledger {
  return {
    ...{ datasetSha256: SHA256, topic: 'tracks', topicId: 'id', isDemo, isComplete: true },
    next: { recordId: 10, byte: 100, line: 11 },
    totals: NO_ROWS,
    rejects: { bytes: 0, crc32: 0 },
    ...{ spans: {}, startedAt: 1, updatedAt: 2 },
  };
}

function brokerWith(isDemo: boolean) {
  const entry = [ledgerKey('tracks', SHA256), formatLedger(ledgerOf(isDemo))] as const;
  return { readLedger: async () => new Map([entry]) };
}

const away = { readLedger: () => Promise.reject(new Error('The broker is away')) };

test.each([true, false])('a data set is what its ledger says it is: demo %s', async (isDemo) => {
  expect(await demoJudge(brokerWith(isDemo), 'tracks', unknown)(counted)).toBe(isDemo);
});

test('what this process publishes itself it knows without the broker', async () => {
  const source = { name: 'demo', isDemo: true, sha256: SHA256, bytes: 100 };
  const judge = demoJudge(away, 'tracks', () => ({ ...initialProducer, source }));

  expect(await judge(counted)).toBe(true);
});

test('what it has seen in the ledger of the topic it knows without the broker', async () => {
  const ledger = { datasetSha256: SHA256, isDemo: true, isComplete: false, updatedAt: 2 };
  const judge = demoJudge(away, 'tracks', () => ({ ...initialProducer, ledger }));

  expect(await judge(counted)).toBe(true);
});

test('what nobody knows is not guessed while the broker is away', async () => {
  await expect(demoJudge(away, 'tracks', unknown)(counted)).rejects.toThrow('away');
});
