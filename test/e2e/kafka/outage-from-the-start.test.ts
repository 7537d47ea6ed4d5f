import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { selectBooks } from '../../../src/state/selectors/books.ts';
import type { ConsoleState } from '../../../src/state/store.ts';
import { writeDemoFile } from '../../support/cli/demo-file.ts';
import { startEngine } from '../../support/cli/running-engine.ts';
import { until } from '../../support/cli/until.ts';
import { createWorkspace } from '../../support/cli/workspace.ts';
import { ownKafka } from '../../support/kafka/own-kafka.ts';
import { hasKafka } from '../../support/kafka/shared-kafka.ts';

const ROWS = 2_000;
const LONG = 180_000;
/** A broker that was killed takes a while to come back, and clients their time to notice. */
const RECOVERY = { timeoutMs: 90_000 };

describe.skipIf(!hasKafka)('Kafka away when the engine is started', () => {
  const shared = createWorkspace(afterAll);
  const server = ownKafka();
  let dataset: string;

  beforeAll(async () => {
    dataset = (await writeDemoFile(shared, { rows: ROWS, seed: 47 })).path;
  });

  test(
    'what an earlier engine counted and exported is told with its age, until the broker tells more',
    async () => {
      const workspace = createWorkspace();
      const env = { KAFKA_BOOTSTRAP_SERVERS: server().bootstrapServers };
      const settings = ['--dataset', dataset, '--stats-interval', '1'];
      const first = await startEngine(workspace, settings, { env });
      await first.untilState('the broker to be reached', ({ pipeline }) => pipeline !== null);
      await first.done('start-ingestion');
      const before = await first.untilState('all to be counted and exported', isWhole);
      await first.done('shutdown');
      await first.process.exited;
      await server().kill();

      const second = await startEngine(workspace, settings, { env });
      const isRecalled = ({ analytics }: ConsoleState) => analytics?.isRecalled === true;
      const away = await second.untilState('what is known to be told', isRecalled);
      await server().start();
      const isBack = async () => isWhole(await second.state());
      await until('the topic to be told', isBack, RECOVERY);
      const back = await second.state();

      expect(away.topic?.unreachable).not.toBeNull();
      expect(figuresOf(away)).toEqual(figuresOf(before));
      expect(away.analytics?.at).toBeLessThanOrEqual(away.exports.savedAt ?? 0);
      const { records, datasets, isDemo } = before.exports;
      expect(away.exports).toMatchObject({ records, datasets, isDemo, isRecalled: true });
      // It saves once more when it is told to stop.
      expect(away.exports.savedAt).toBeGreaterThanOrEqual(before.exports.savedAt ?? 0);
      expect(selectBooks(away, Date.now())).toEqual({ kind: 'unknown' });
      expect(back.analytics?.view.total).toBe(ROWS);
      expect(selectBooks(back, Date.now())).toEqual({ kind: 'balanced', rows: ROWS });
    },
    LONG,
  );
});

function isWhole({ producer, analytics, exports }: ConsoleState): boolean {
  const isCounted = analytics?.view.total === ROWS && !analytics.isRecalled;
  const isExported = exports.records === ROWS && !exports.isRecalled;
  return producer.isLedgerRead && isCounted && isExported;
}

/** The view but for its rates, which an engine that counts has and one that recalls has not. */
function figuresOf({ analytics }: ConsoleState) {
  const genres = analytics?.view.genres.map(({ tracksPerSecond: _, ...genre }) => genre);
  return { ...analytics?.view, genres };
}
