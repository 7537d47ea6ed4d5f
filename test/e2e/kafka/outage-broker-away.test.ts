import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openKafkaBroker } from '../../../src/services/broker/kafka/kafka-broker.ts';
import { sleep } from '../../../src/services/clock.ts';
import { ingest } from '../../../src/state/commands/ingest.ts';
import { selectBooks } from '../../../src/state/selectors/books.ts';
import type { ConsoleState } from '../../../src/state/store.ts';
import { kafkaOptions, openBrokerAt } from '../../support/broker/open-broker.ts';
import { readTopic, uniqueName } from '../../support/broker/topics.ts';
import { writeDemoFile } from '../../support/cli/demo-file.ts';
import { startEngine } from '../../support/cli/running-engine.ts';
import { until } from '../../support/cli/until.ts';
import { createWorkspace } from '../../support/cli/workspace.ts';
import { csvRow, ingestInto, rowSourceOf, setUpIngest } from '../../support/ingest-setup.ts';
import { ownKafka } from '../../support/kafka/own-kafka.ts';
import { hasKafka } from '../../support/kafka/shared-kafka.ts';

const ROWS = 3_000;
const SLOWLY = ['--batch-size', '100', '--delay-between-batches', '0.2', '--stats-interval', '1'];
/** Longer than every client takes to notice, and than a member may be silent. */
const OUTAGE_MS = 12_000;
const LOOK_MS = 500;
/** The slowest answer of an engine that is responsive, on a machine with other work. */
const ANSWER_MS = 2_000;
const LONG = 180_000;
/** A broker that was killed takes a while to come back, and clients their time to notice. */
const RECOVERY = { timeoutMs: 90_000 };

describe.skipIf(!hasKafka)('Kafka away in the middle of an ingest that is consumed', () => {
  const shared = createWorkspace(afterAll);
  const server = ownKafka();
  let dataset: string;

  beforeAll(async () => {
    dataset = (await writeDemoFile(shared, { rows: ROWS, seed: 43 })).path;
  });

  test.each([
    ['gone', /ECONNREFUSED/, () => server().kill(), () => server().start()],
    ['silent', /[Nn]o answer/, async () => server().freeze(), async () => server().thaw()],
  ] as const)(
    '%s: the engine answers, says since when, and goes on by itself with every record once',
    async (_, why, leave, comeBack) => {
      const workspace = createWorkspace();
      const topic = uniqueName('tracks');
      const settings = ['--dataset', dataset, ...SLOWLY, '--topic', topic];
      const env = { KAFKA_BOOTSTRAP_SERVERS: server().bootstrapServers };
      const engine = await startEngine(workspace, [...settings, '--consumer-group', topic], {
        env,
      });
      await engine.untilState(
        'a member at rest',
        ({ consumer }) => consumer.status.name === 'caught-up',
      );
      await engine.done('start-ingestion');
      await engine.untilState('work', (state) => isUnderWay(state, 500));

      await leave();
      const leftAt = Date.now();
      const slowest = await slowestAnswer(() => engine.state(), OUTAGE_MS);
      const away = await engine.state();
      await comeBack();
      const isDone = async () => isWhole(await engine.state());
      await until('all to be published, counted and exported', isDone, RECOVERY);
      const back = await engine.state();

      expect(slowest).toBeLessThan(ANSWER_MS);
      expect(away.topic?.unreachable).toMatchObject({
        failure: { code: 'BROKER_UNREACHABLE', message: expect.stringMatching(why) },
      });
      const { since = 0, retryAt = 0 } = away.topic?.unreachable ?? {};
      expect(since - leftAt).toBeLessThan(8_000);
      expect(retryAt).toBeGreaterThanOrEqual(since);
      expect(away.producer.totals.acknowledged).toBeLessThan(ROWS);
      expect(back.topic?.unreachable).toBeNull();
      expect(selectBooks(back, Date.now())).toEqual({ kind: 'balanced', rows: ROWS });
      expect(engine.process.stderr()).toMatch(/Cannot reach Kafka|No answer/);
      await expectEveryRecordOnce(topic);
    },
    LONG,
  );

  test(
    'longer than a transaction may last: what was open is sent again, and every row is there once',
    async () => {
      const broker = await openKafkaBroker({
        ...kafkaOptions(server()),
        transactionTimeoutMs: 6_000,
      });
      onTestFinished(() => broker.close());
      const rows = Array.from({ length: ROWS }, (_, index) => csvRow(`track-${index}`));
      const { deps, events } = setUpIngest(await rowSourceOf(rows));
      const options = { ...ingestInto(uniqueName('tracks')), batchSize: 100 };
      let frozen: Promise<void> | undefined;
      // A batch was sent, and its transaction is open.
      const dispatch: typeof deps.dispatch = (event) => {
        deps.dispatch(event);
        if (event.type !== 'ingest/batch-sent' || frozen !== undefined) return;
        server().freeze();
        frozen = setTimeout(10_000).then(() => server().thaw());
      };

      const ledger = await ingest(
        { ...deps, broker, sleep, dispatch },
        options,
        new AbortController().signal,
      );
      await frozen;

      const retries = events.filter((event) => event.type === 'ingest/retrying');
      expect(retries.map(({ failure }) => failure.code)).toContain('TRANSACTION_EXPIRED');
      expect(ledger.totals.acknowledged).toBe(ROWS);
      await expectEveryRecordOnce(options.topic.name);
    },
    LONG,
  );

  async function expectEveryRecordOnce(topic: string): Promise<void> {
    const broker = await openBrokerAt({ kind: 'kafka', ...server() });
    const ids = (await readTopic(broker, topic)).map(({ value }) => recordId(value));
    await broker.close();
    expect(ids.toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: ROWS }, (_, id) => id),
    );
  }
});

function isUnderWay({ producer, consumer }: ConsoleState, records: number): boolean {
  return producer.totals.acknowledged >= records && consumer.countedNow >= records;
}

function isWhole({ producer, analytics, exports }: ConsoleState): boolean {
  const isCounted = analytics?.view.total === ROWS && exports.records === ROWS;
  return producer.status.name === 'complete' && isCounted;
}

/** Of answers asked for again and again, in ms. */
async function slowestAnswer(ask: () => Promise<unknown>, duringMs: number): Promise<number> {
  const end = performance.now() + duringMs;
  let slowest = 0;
  while (performance.now() < end) {
    const askedAt = performance.now();
    await ask();
    slowest = Math.max(slowest, performance.now() - askedAt);
    await setTimeout(LOOK_MS);
  }
  return slowest;
}

function recordId(value: Buffer): number {
  return (JSON.parse(value.toString()) as { readonly record_id: number }).record_id;
}
