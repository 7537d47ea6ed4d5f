import { expect, test } from 'vitest';
import { ingest } from '../../../../src/state/commands/ingest.ts';
import { previewIngest } from '../../../../src/state/commands/preview-ingest.ts';
import { never } from '../../../support/csv/sources.ts';
import { csvRow, ingestOptions, rowSourceOf, setUpIngest } from '../../../support/ingest-setup.ts';

async function setUp() {
  const rows = Array.from({ length: 24 }, (_, index) => csvRow(`id-${index}`));
  return setUpIngest(await rowSourceOf([...rows, csvRow('x', { mode: '2' })]));
}

test('a data set that is not in the topic would be published from its start, and no topic is made', async () => {
  const { deps, broker } = await setUp();

  const action = await previewIngest(deps, ingestOptions);

  expect(action).toEqual({ kind: 'start' });
  expect(await broker.describeTopic('tracks')).toBeUndefined();
});

test('one that was stopped would go on at the next row', async () => {
  const { deps } = await setUp();
  const job = new AbortController();
  const dispatch: typeof deps.dispatch = ({ type }) => {
    if (type === 'ingest/committed') job.abort();
  };
  await ingest({ ...deps, dispatch }, { ...ingestOptions, delayMs: 1 }, job.signal);

  const action = await previewIngest(deps, ingestOptions);

  expect(action).toEqual({ kind: 'resume', fromRow: 10, acknowledged: 10 });
});

test('of one that is there already nothing is left to do', async () => {
  const { deps } = await setUp();
  await ingest(deps, ingestOptions, never);

  const action = await previewIngest(deps, ingestOptions);

  expect(action).toEqual({ kind: 'nothing-to-do', acknowledged: 24 });
});

test('beside other data it would be refused, unless it is forced', async () => {
  const { deps } = await setUp();
  const source = await rowSourceOf([csvRow('other')]);
  await ingest({ ...deps, source }, ingestOptions, never);

  const action = await previewIngest(deps, ingestOptions);
  const forced = await previewIngest(deps, { ...ingestOptions, force: true });

  expect(action).toMatchObject({ kind: 'refused', failure: { code: 'TOPIC_HOLDS_OTHER_DATA' } });
  expect(forced).toEqual({ kind: 'start' });
});

test('a ledger entry that comes into sight after its records explains them', async () => {
  const { deps, broker } = await setUp();
  await ingest(deps, ingestOptions, never);
  const late = { ...broker, readLedger: async () => new Map<string, string>() };

  const action = await previewIngest({ ...deps, broker: late }, ingestOptions);

  expect(action).toEqual({ kind: 'nothing-to-do', acknowledged: 24 });
});
