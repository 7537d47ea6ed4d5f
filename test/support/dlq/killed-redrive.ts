import { expect } from 'vitest';
import { csvLine } from '../../../src/domain/csv-format.ts';
import type { Broker } from '../../../src/services/ports.ts';
import { type FaultAt, withFaults } from '../../faults/fault-order.ts';
import { readTopic } from '../broker/topics.ts';
import { resultOf } from '../cli/results.ts';
import { type CliOptions, runCli } from '../cli/start-cli.ts';
import type { Workspace } from '../cli/workspace.ts';
import { HEADER, rowLine } from '../csv/csv-text.ts';
import { recordIds } from './dead-letter-setup.ts';

/** Several transactions of a redrive. */
const BAD_ROWS = 4_500;

/** After its first transaction, of which it knows nothing yet, and in the middle of its second. */
const DEATHS: readonly FaultAt[] = [
  { checkpoint: 'after-ledger-commit', hit: 1, signal: 'SIGKILL', kept: 1 },
  { checkpoint: 'before-ledger-commit', hit: 2, signal: 'SIGKILL', kept: 1 },
];

type KilledRedrive = {
  readonly workspace: Workspace;
  readonly flags: readonly string[];
  readonly options: CliOptions;
  readonly topic: string;
  /** Opens the log, or the cluster, once there is one. */
  readonly openBroker: () => Broker | Promise<Broker>;
};

/**
 * A redrive of many repaired rows that is killed once some of them are published, and again, and
 * then goes through: every row must be in the topic once.
 */
export async function expectOnceAfterKills(place: KilledRedrive): Promise<void> {
  const { workspace, flags, options, topic } = place;
  const bad = rowLine({ popularity: '101' });
  const dataset = workspace.write('tracks.csv', HEADER + rowLine() + bad.repeat(BAD_ROWS));
  const produced = await runCli(['produce', '--dataset', dataset, ...flags], options);
  expect(produced.exitCode, produced.stderr).toBe(0);
  const sound = rowLine().trimEnd();
  const repairs = Array.from({ length: BAD_ROWS }, (_, row) => csvLine([String(row + 1), sound]));
  const repaired = workspace.write('repaired.csv', `record_id,raw\n${repairs.join('')}`);
  const args = ['dlq', 'redrive', '--from', repaired, '--yes', '--json', ...flags];
  const broker = await place.openBroker();

  const signals: (NodeJS.Signals | null)[] = [];
  const published: number[] = [];
  for (const at of DEATHS) {
    const killed = await runCli(
      args,
      withFaults(options, { trace: workspace.path('checkpoints'), at }),
    );
    signals.push(killed.signal);
    published.push(await committedRecords(broker, topic));
  }
  const last = await runCli(args, options);
  const again = await runCli(args, options);

  expect(last.exitCode, last.stderr).toBe(0);
  expect(signals).toEqual(['SIGKILL', 'SIGKILL']);
  expect(Math.max(...published), 'killed in the middle').toBeLessThan(BAD_ROWS);
  const ids = recordIds(await readTopic(broker, topic));
  expect(ids).toEqual(Array.from({ length: BAD_ROWS + 1 }, (_, row) => row));
  expect(resultOf<object>(again.stdout)).toMatchObject({
    published_now: 0,
    redriven_before: BAD_ROWS,
  });
}

/** On Kafka offsets grow by markers too: a count of offsets, not of records. */
async function committedRecords(broker: Broker, topic: string): Promise<number> {
  const { partitions = [] } = (await broker.describeTopic(topic)) ?? {};
  return partitions.reduce((sum, { logEndOffset }) => sum + logEndOffset, 0);
}
