import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeDemoFile } from '../support/cli/demo-file.ts';
import { expectExports } from '../support/cli/expect-exports.ts';
import { expectFailure } from '../support/cli/expect-failure.ts';
import { type ExpectedTotals, expectedTotals } from '../support/cli/expected-totals.ts';
import { resultOf } from '../support/cli/results.ts';
import { startEngine } from '../support/cli/running-engine.ts';
import { runCli } from '../support/cli/start-cli.ts';
import { createWorkspace, type Workspace } from '../support/cli/workspace.ts';
import { DAMAGES } from '../support/disk/damage.ts';

const ROWS = 600;
const SET_ASIDE = /\.set-aside-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z$/;

let dataset: string;
let expected: ExpectedTotals;

beforeAll(async () => {
  const demo = await writeDemoFile(createWorkspace(afterAll), { rows: ROWS, seed: 9 });
  dataset = demo.path;
  expected = expectedTotals(demo.csv);
});

describe.each(Object.entries(DAMAGES))('a file that was %s', (_, damage) => {
  test('as the log: it is set aside, named, and published again from the data set', async () => {
    const workspace = await afterOneRun();
    damage(workspace.logPath);

    const run = await runCli(runArgs(workspace));

    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toMatch(
      /warning: .*embedded.log.* is damaged .+; it is now .*embedded-log\.db/,
    );
    expect(resultOf(run.stdout)).toMatchObject({ published_now: ROWS, ...whole() });
    expectExports(workspace.outputDir, expected);
    const aside = readdirSync(workspace.stateDir).filter((name) => SET_ASIDE.test(name));
    expect(aside).toEqual([expect.stringMatching(/^embedded-log\.db/)]);
  });

  test('as the analytics: they are set aside, named, and counted again from the topic', async () => {
    const workspace = await afterOneRun();
    damage(analyticsPath(workspace));

    const run = await runCli(runArgs(workspace));

    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toMatch(/warning: .*analytics.*\.db is damaged \(.+\); it is now /);
    expect(resultOf(run.stdout)).toMatchObject({ published_now: 0, ...whole() });
    expectExports(workspace.outputDir, expected);
  });
});

test('what is set aside is as it was found, and the run after that finds nothing amiss', async () => {
  const workspace = await afterOneRun();
  const path = analyticsPath(workspace);
  DAMAGES['flipped in its middle']?.(path);
  const found = readFileSync(path);

  await runCli(runArgs(workspace));
  const last = await runCli(runArgs(workspace));

  const directory = join(workspace.stateDir, 'analytics');
  const [aside = ''] = readdirSync(directory).filter((name) => SET_ASIDE.test(name));
  expect(readFileSync(join(directory, aside)).equals(found)).toBe(true);
  expect(last.stderr).not.toContain('warning');
});

test('an engine counts damaged analytics again without being told to', async () => {
  const workspace = await afterOneRun();
  DAMAGES['flipped in its middle']?.(analyticsPath(workspace));

  const engine = await startEngine(workspace, ['--stats-interval', '1']);
  await engine.untilState('all to be counted', ({ exports }) => exports.records === ROWS);
  await engine.done('shutdown');

  expect((await engine.process.exited).stderr).toMatch(/is damaged .* it is now /);
  expectExports(workspace.outputDir, expected);
});

test('a log that another process has open is left where it is', async () => {
  const workspace = await afterOneRun();
  const engine = await startEngine(workspace, ['--dataset', dataset]);
  await engine.untilState('consumption', ({ consumer }) => consumer.status.name === 'caught-up');
  DAMAGES['flipped in its middle']?.(workspace.logPath);

  const { exitCode, stderr } = await runCli(['produce', '--dataset', dataset, ...workspace.flags]);

  expect(exitCode).toBe(1);
  expectFailure(stderr, 'STORE_CORRUPT', /embedded.log.*\n.*Stop whatever works/);
  expect(readdirSync(workspace.stateDir).filter((name) => SET_ASIDE.test(name))).toEqual([]);
});

test('a command that only looks leaves a damaged log where it is, and says who repairs it', async () => {
  const workspace = await afterOneRun();
  DAMAGES['cut short']?.(workspace.logPath);
  const { size } = statSync(workspace.logPath);

  const { exitCode, stderr } = await runCli(['dlq', 'list', ...workspace.flags]);

  expect(exitCode).toBe(1);
  expectFailure(stderr, 'STORE_CORRUPT', /embedded-log\.db.*\n.*trackdeck run/);
  expect(statSync(workspace.logPath).size).toBe(size);
});

test('clean removes what was set aside, too', async () => {
  const workspace = await afterOneRun();
  DAMAGES['emptied']?.(workspace.logPath);
  await runCli(runArgs(workspace));

  await runCli(['clean', '--yes', ...workspace.flags]);

  expect(readdirSync(workspace.stateDir)).toEqual(['locks']);
});

function whole() {
  return { acknowledged: ROWS, consumed: ROWS, exported: ROWS, balanced: true };
}

function runArgs({ flags }: Workspace): readonly string[] {
  return ['run', '--dataset', dataset, ...flags];
}

async function afterOneRun(): Promise<Workspace> {
  const workspace = createWorkspace();
  const { exitCode, stderr } = await runCli(runArgs(workspace));
  expect(exitCode, stderr).toBe(0);
  return workspace;
}

function analyticsPath({ stateDir }: Workspace): string {
  const directory = join(stateDir, 'analytics');
  const name = readdirSync(directory).find((each) => each.endsWith('.db'));
  return join(directory, name ?? '');
}
