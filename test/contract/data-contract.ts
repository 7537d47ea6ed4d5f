import { expect } from 'vitest';
import type { Broker } from '../../src/services/ports.ts';
import { consume } from '../../src/state/commands/consume.ts';
import { ingest } from '../../src/state/commands/ingest.ts';
import { readTopic, uniqueName } from '../support/broker/topics.ts';
import { setUpConsume, TAG, trackRecords } from '../support/consume-setup.ts';
import { never } from '../support/csv/sources.ts';
import { csvRow, ingestInto, rowSourceOf, setUpIngest } from '../support/ingest-setup.ts';
import { type ContractTest, failure } from './contract-test.ts';

/** What ingest and consumption make of what a topic holds. */
export function describeData(test: ContractTest): void {
  const one = [csvRow('one'), csvRow('two')];
  const other = [csvRow('three'), csvRow('four'), csvRow('five')];

  /** As `produce` does. */
  async function publish(broker: Broker, topic: string, rows: readonly string[], force = false) {
    const { deps } = setUpIngest(await rowSourceOf(rows), broker);
    return ingest(deps, { ...ingestInto(topic), force }, never);
  }

  async function keysIn(broker: Broker, topic: string): Promise<readonly (string | null)[]> {
    return (await readTopic(broker, topic)).map(({ key }) => key).toSorted();
  }

  test('a data set that is published already is not published again', async ({ broker }) => {
    const topic = uniqueName('tracks');
    const first = await publish(broker, topic, one);

    const again = await publish(broker, topic, one);

    expect(again).toEqual(first);
    expect(await keysIn(broker, topic)).toEqual(['one', 'two']);
  });

  test('a topic that holds another data set is left alone, unless forced', async ({ broker }) => {
    const topic = uniqueName('tracks');
    await publish(broker, topic, one);

    const refused = publish(broker, topic, other);
    await expect(refused).rejects.toThrow(failure('TOPIC_HOLDS_OTHER_DATA'));
    await expect(refused).rejects.toThrow('2 records of another data set');
    const before = await keysIn(broker, topic);
    const forced = await publish(broker, topic, other, true);

    expect(before).toEqual(['one', 'two']);
    expect(forced.totals.acknowledged).toBe(3);
    expect(await keysIn(broker, topic)).toEqual(['five', 'four', 'one', 'three', 'two']);
  });

  test('a topic with records that no ledger explains is left alone', async ({ broker }) => {
    const topic = uniqueName('tracks');
    await broker.ensureTopic(ingestInto(topic).topic);
    const producer = await broker.openProducer({ transactionalId: uniqueName('other') });
    const transaction = await producer.begin();
    await transaction.send(topic, [{ key: 'theirs', value: 'theirs' }]);
    await transaction.commit(() => ({ key: uniqueName('other'), value: '' }));

    const refused = publish(broker, topic, one);

    await expect(refused).rejects.toThrow(failure('TOPIC_HOLDS_OTHER_DATA'));
    expect(await keysIn(broker, topic)).toEqual(['theirs']);
  });

  test('foreign records are counted apart, and go into no figure', async ({ harness, broker }) => {
    const { sessionTimeoutMs } = harness;
    const names = { topic: uniqueName('tracks'), group: uniqueName('group') };
    const setup = await setUpConsume({ broker, ...names, sessionTimeoutMs });
    await setup.publish([
      ...trackRecords(0, 5),
      { key: 'x', value: 'no track at all' },
      { key: 'y', value: '{"track_id":"y"}', headers: { other: 'header' } },
      { key: null, value: Buffer.from([0xff, 0x00]) },
      ...trackRecords(5, 9),
    ]);

    await consume(setup.member().deps, await setup.untilNow(), never);

    expect(setup.totals()).toMatchObject({ total: 9, uniqueTracks: 9, foreign: 3, unreadable: 0 });
    expect(setup.totals().datasets).toEqual(new Map([[TAG, 9]]));
    expect(setup.trackLines()).toHaveLength(9);
  });
}
