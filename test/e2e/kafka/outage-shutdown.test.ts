import { basename } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrokerAt } from '../../support/broker/open-broker.ts';
import { readTopic, uniqueName } from '../../support/broker/topics.ts';
import { writeDemoFile } from '../../support/cli/demo-file.ts';
import { engineState } from '../../support/cli/engine-client.ts';
import { readTrackKeys } from '../../support/cli/exported-files.ts';
import { resultOf } from '../../support/cli/results.ts';
import { type CliOptions, type RunningCli, runCli, startCli } from '../../support/cli/start-cli.ts';
import { until } from '../../support/cli/until.ts';
import { createWorkspace, type Workspace } from '../../support/cli/workspace.ts';
import { ownKafka } from '../../support/kafka/own-kafka.ts';
import { hasKafka } from '../../support/kafka/shared-kafka.ts';

const ROWS = 6_000;
/** More than long enough until every command is at work and the broker is dead. */
const SLOWLY = ['--batch-size', '50', '--delay-between-batches', '0.3'];
/** On a dead broker; 5 s on one that answers. */
const BOUND_MS = 10_000;

/** One command at work on its own topic and group. */
type AtWork = {
  readonly role: 'run' | 'produce' | 'consume' | 'engine';
  readonly workspace: Workspace;
  readonly topic: string;
  readonly running: RunningCli;
};

type Ended = AtWork & Awaited<RunningCli['exited']> & { readonly tookMs: number };

describe.skipIf(!hasKafka)('a stop while Kafka is dead', () => {
  const shared = createWorkspace(afterAll);
  const server = ownKafka();
  let dataset: string;
  let options: CliOptions;

  beforeAll(async () => {
    dataset = (await writeDemoFile(shared, { rows: ROWS, seed: 41 })).path;
    options = { env: { KAFKA_BOOTSTRAP_SERVERS: server().bootstrapServers } };
  });

  function flagsOf(workspace: Workspace, topic: string): readonly string[] {
    return [
      ...workspace.flags,
      '--topic',
      topic,
      '--consumer-group',
      basename(workspace.directory),
    ];
  }

  function start(role: AtWork['role'], topic = uniqueName('tracks')): AtWork {
    const workspace = createWorkspace();
    const command = role === 'engine' ? ['engine', 'serve'] : [role];
    const what = role === 'run' || role === 'produce' ? ['--dataset', dataset, ...SLOWLY] : [];
    const running = startCli([...command, ...what, ...flagsOf(workspace, topic)], options);
    return { role, workspace, topic, running };
  }

  /** In the middle of its work, with something published or counted. */
  async function untilAtWork({ role, workspace, running }: AtWork): Promise<void> {
    const isAtWork = async () => {
      const answer = await engineState(workspace.socketPath);
      if (answer === undefined) return false;
      const { producer, consumer } = answer.state;
      // Of what another publishes it is to have seen the ledger.
      if (producer.totals.acknowledged < 300) return false;
      return role === 'produce' || consumer.countedNow >= 300;
    };
    await until(`${role} to be at work`, isAtWork, { unless: running.hasExited });
    if (running.hasExited()) throw new Error(`${role} has ended: ${running.stderr()}`);
  }

  /** Every command; whoever only consumes has what the run publishes, in a group of its own. */
  async function startAll(): Promise<readonly [run: AtWork, ...others: AtWork[]]> {
    const run = start('run');
    const works = [run, start('produce'), start('consume', run.topic), start('engine', run.topic)];
    await Promise.all(works.map(untilAtWork));
    return [run, ...works.slice(1)];
  }

  async function endAll(works: readonly AtWork[], signal: NodeJS.Signals): Promise<Ended[]> {
    const startedAt = performance.now();
    const ends = works.map(async (work) => {
      work.running.kill(signal);
      const end = await work.running.exited;
      return { ...work, ...end, tookMs: performance.now() - startedAt };
    });
    return Promise.all(ends);
  }

  async function expectWhole({ workspace, topic }: AtWork): Promise<void> {
    const flags = flagsOf(workspace, topic);
    const { exitCode, stdout, stderr } = await runCli(
      ['run', '--dataset', dataset, ...flags],
      options,
    );

    expect(exitCode, stderr).toBe(0);
    const whole = { rows_read: ROWS, acknowledged: ROWS, consumed: ROWS, exported: ROWS };
    expect(resultOf(stdout)).toMatchObject({ ...whole, balanced: true });
    expect(resultOf(stdout).published_now).toBeLessThan(ROWS);
    const broker = await openBrokerAt({ kind: 'kafka', ...server() });
    const ids = (await readTopic(broker, topic)).map(({ value }) => recordId(value));
    await broker.close();
    expect(ids).toHaveLength(ROWS);
    expect(new Set(ids).size).toBe(ROWS);
  }

  describe.each([
    ['that does not answer', () => server().freeze(), async () => server().thaw()],
    ['that is gone', () => server().kill(), () => server().start()],
  ] as const)('on a broker %s', (_, die, comeBack) => {
    test('every command ends on SIGTERM within 10 s, saved and exported, and a later run completes it', async () => {
      const works = await startAll();

      await die();
      // By now every one of them has asked something and has no answer.
      await setTimeout(1_500);
      const ends = await endAll(works, 'SIGTERM');
      await comeBack();

      for (const { role, exitCode, stdout, stderr, tookMs, workspace } of ends) {
        expect(exitCode, `${role}: ${stderr}`).toBe(role === 'run' || role === 'produce' ? 143 : 0);
        expect(tookMs, `${role}: ${stderr}`).toBeLessThan(BOUND_MS);
        if (role === 'run' || role === 'consume') {
          const { consumed } = resultOf(stdout);
          expect(consumed).toBeGreaterThanOrEqual(300);
          expect(readTrackKeys(workspace.outputDir)).toHaveLength(consumed);
        }
        if (role === 'run' || role === 'produce') {
          expect(resultOf(stdout).acknowledged).toBeGreaterThanOrEqual(300);
        }
      }
      await expectWhole(works[0]);
    });
  });

  test('a second Ctrl+C leaves at once, and nothing acknowledged is lost', async () => {
    const work = start('run');
    await untilAtWork(work);
    server().freeze();
    await setTimeout(1_500);
    work.running.kill('SIGINT');
    await work.running.untilStderr(/SIGINT: stopping .*; Ctrl\+C again leaves at once/);

    const [end] = await endAll([work], 'SIGINT');
    server().thaw();

    expect(end).toMatchObject({ exitCode: 130 });
    expect(end?.tookMs).toBeLessThan(1_000);
    await expectWhole(work);
  });
});

function recordId(value: Buffer): number {
  return (JSON.parse(value.toString()) as { readonly record_id: number }).record_id;
}
