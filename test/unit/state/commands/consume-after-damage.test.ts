import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { consume } from '../../../../src/state/commands/consume.ts';
import { setUpConsume, trackRecords } from '../../../support/consume-setup.ts';
import { never } from '../../../support/csv/sources.ts';
import { DAMAGES } from '../../../support/disk/damage.ts';

test('damaged analytics are counted again, though the group committed for the ones set aside', async () => {
  const setup = await setUpConsume();
  await setup.publish(trackRecords(0, 60));
  const before = setup.member('here');
  await consume(before.deps, await setup.untilNow(), never);
  before.store.close();
  DAMAGES['flipped in its header']?.(join(dirname(dirname(setup.trackFile)), 'here.db'));

  const { deps, store } = setup.member('here');
  await consume(deps, await setup.untilNow(), never);

  const counted = store.loadAll().partitions.map(({ nextOffset }) => nextOffset);
  expect(store.storeId).not.toBe(before.store.storeId);
  expect(counted.reduce((sum, records) => sum + records, 0)).toBe(60);
  expect(setup.trackLines()).toHaveLength(60);
});
