import { expect, test } from 'vitest';
import { ingest } from '../../../../src/state/commands/ingest.ts';
import { csvRow, ingestOptions, rowSourceOf, setUpIngest } from '../../../support/ingest-setup.ts';

test('a transaction holds 50 batches at most, so that small ones do not keep it open for too long', async () => {
  const rows = Array.from({ length: 120 }, (_, index) => csvRow(`track-${index}`));
  const { deps, events } = setUpIngest(await rowSourceOf(rows));

  await ingest(deps, { ...ingestOptions, batchSize: 1 }, new AbortController().signal);

  const batches = events
    .filter((event) => event.type === 'ingest/committed')
    .map((event) => event.batches);
  expect(Math.max(...batches)).toBe(50);
  expect(batches.reduce((sum, count) => sum + count, 0)).toBe(120);
});
