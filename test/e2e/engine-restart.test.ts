import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IngestionPreview } from '../../src/engine/protocol.ts';
import { writeDemoFile } from '../support/cli/demo-file.ts';
import { type RunningEngine, startEngine } from '../support/cli/running-engine.ts';
import { runCli, startCli } from '../support/cli/start-cli.ts';
import { createWorkspace, type Workspace } from '../support/cli/workspace.ts';

const ROWS = 3_000;

const shared = createWorkspace(afterAll);
let dataset: string;

beforeAll(async () => {
  dataset = (await writeDemoFile(shared, { rows: ROWS, seed: 4 })).path;
});

/** What the next engine says of one that could not say so itself. */
const DEATH =
  /^The previous engine ended without stopping, last seen alive \d.* before this one\. /;

async function kill({ process }: RunningEngine): Promise<void> {
  process.kill('SIGKILL');
  await process.exited;
}

async function stop(engine: RunningEngine): Promise<void> {
  await engine.done('shutdown');
  await engine.process.exited;
}

function produce({ flags }: Workspace) {
  return runCli(['produce', '--dataset', dataset, ...flags]);
}

test.each([
  ['was killed', kill],
  ['was stopped in order', stop],
])('a pause and a limit outlive an engine that %s, and the next one names them', async (_, end) => {
  const workspace = createWorkspace();
  const first = await startEngine(workspace);
  await first.done('pause-consumption');
  await first.done('limit-rate', { rowsPerSecond: 500 });
  const before = await first.state();
  await end(first);

  const second = await startEngine(workspace);
  const after = await second.state();
  await produce(workspace);
  const waiting = await second.untilState('the records to wait', ({ topic }) => {
    return topic?.partitions.some(({ logEndOffset }) => logEndOffset > 0) ?? false;
  });

  const notices = after.notices.map(({ text }) => text);
  expect(after.consumer.pausedSince).toBe(before.consumer.pausedSince);
  expect(after.producer.rowsPerSecondLimit).toBe(500);
  expect(notices).toContainEqual(
    expect.stringMatching(
      /^The consumption is still paused, since [\d.]+ m?s before this engine was started$/,
    ),
  );
  expect(notices).toContain(
    'The ingestion is still limited to 500 rows/s, as before this engine was started',
  );
  expect(waiting.consumer.countedNow).toBe(0);
});

test('an engine that was killed is the first event of the next one, and of no other', async () => {
  const workspace = createWorkspace();
  const first = await startEngine(workspace);
  await first.done('pause-consumption');
  await kill(first);

  const second = await startEngine(workspace);
  const told = (await second.state()).notices[0];
  await second.done('resume-consumption');
  await stop(second);
  const { notices } = await (await startEngine(workspace)).state();

  expect(told?.level).toBe('warning');
  expect(told?.text).toMatch(DEATH);
  expect(told?.text).toContain(`It was trackdeck engine, pid ${first.process.pid} on `);
  expect(told?.text).toContain('. Nothing is lost: ');
  expect(notices).toEqual([]);
});

test.each(['run', 'produce', 'consume'])(
  '%s says in a line that the engine before was killed',
  async (command) => {
    const workspace = createWorkspace();
    const engine = await startEngine(workspace);
    await kill(engine);

    const args = [command, '--dataset', dataset, ...workspace.flags];
    const next = startCli(command === 'consume' ? [command, ...workspace.flags] : args);
    await next.untilStderr(/^warning: The previous engine ended without stopping, .*\n/m);

    expect(next.stderr()).toContain(`It was trackdeck engine, pid ${engine.process.pid} on `);
  },
);

test('a run tells of no engine that stopped in order, nor of one whose state was cleaned', async () => {
  const workspace = createWorkspace();
  const run = ['run', '--dataset', dataset, ...workspace.flags];
  await stop(await startEngine(workspace));
  const afterStop = await runCli(run);
  await kill(await startEngine(workspace));
  await runCli(['clean', '--yes', ...workspace.flags]);

  const afterClean = await runCli(run);

  expect([afterStop.exitCode, afterClean.exitCode]).toEqual([0, 0]);
  expect(afterStop.stderr + afterClean.stderr).not.toContain('ended without stopping');
});

test('what was taken back stays taken back', async () => {
  const workspace = createWorkspace();
  const first = await startEngine(workspace);
  await first.done('pause-consumption');
  await first.done('limit-rate', { rowsPerSecond: 500 });
  await first.done('resume-consumption');
  await first.done('limit-rate', { rowsPerSecond: null });
  await kill(first);

  const { consumer, producer, notices } = await (await startEngine(workspace)).state();

  expect(consumer.pausedSince).toBeNull();
  expect(producer.rowsPerSecondLimit).toBeNull();
  expect(notices).toEqual([expect.objectContaining({ text: expect.stringMatching(DEATH) })]);
});

test('a pause of an engine stops no command that is run for itself', async () => {
  const workspace = createWorkspace();
  const engine = await startEngine(workspace);
  await engine.done('pause-consumption');
  await stop(engine);

  const { exitCode } = await runCli(['run', '--dataset', dataset, ...workspace.flags]);

  expect(exitCode).toBe(0);
});

test('an engine that is started again knows what the exports cover', async () => {
  const workspace = createWorkspace();
  await runCli(['run', '--dataset', dataset, ...workspace.flags]);

  const engine = await startEngine(workspace, ['--stats-interval', '3600']);
  const { exports } = await engine.untilState('the exports', (state) => {
    return state.exports.savedAt !== null;
  });

  expect(exports).toMatchObject({ records: ROWS, directory: workspace.outputDir });
});

test('an engine that has counted nothing yet writes no empty exports', async () => {
  const workspace = createWorkspace();
  const atRest = async () => {
    const engine = await startEngine(workspace, ['--stats-interval', '3600']);
    const state = await engine.untilState('an assignment', ({ consumer }) => {
      return consumer.status.name === 'caught-up';
    });
    return { engine, state };
  };
  await kill((await atRest()).engine);

  const { exports } = (await atRest()).state;

  expect(exports.savedAt).toBeNull();
  expect(workspace.exports()).toEqual([]);
});

test('a start that was confirmed on other grounds is refused, and says what holds now', async () => {
  const workspace = createWorkspace();
  const engine = await startEngine(workspace, ['--dataset', dataset]);
  await engine.untilState('the broker', ({ pipeline }) => pipeline !== null);
  const { shown } = (await engine.done('preview-ingestion')) as IngestionPreview;

  const elsewhere = await engine.tell('start-ingestion', { shown: { ...shown, engine: 'gone' } });
  await produce(workspace);
  const outdated = await engine.tell('start-ingestion', { shown });
  const { producer } = await engine.state();

  expect(elsewhere).toMatchObject({
    status: 409,
    body: {
      code: 'COMMAND_REFUSED',
      message:
        'Nothing was started: what the preview showed no longer holds, it came from an earlier engine',
    },
  });
  expect(outdated).toMatchObject({
    status: 409,
    body: {
      code: 'COMMAND_REFUSED',
      message: `Nothing was started: what the preview showed no longer holds, now all of ${dataset} is in the topic`,
    },
  });
  expect(producer.source).toBeNull();
});

test('a start that was confirmed is the one that was shown', async () => {
  const workspace = createWorkspace();
  const engine = await startEngine(workspace, ['--dataset', dataset]);
  await engine.untilState('the broker', ({ pipeline }) => pipeline !== null);
  const { shown } = (await engine.done('preview-ingestion')) as IngestionPreview;

  await engine.done('start-ingestion', { shown });
  const { producer } = await engine.untilState('its end', (state) => {
    return state.producer.status.name === 'complete';
  });

  expect(shown).toMatchObject({ action: 'start', fromRow: null });
  expect(producer.totals.rowsRead).toBe(ROWS);
});

test('the newest snapshot is known to the next engine, and is no news', async () => {
  const workspace = createWorkspace();
  await produce(workspace);
  const first = await startEngine(workspace);
  await first.untilState('all counted', ({ consumer }) => consumer.countedNow === ROWS);
  await first.done('export-snapshot');
  const { snapshot } = (await first.state()).exports;
  await stop(first);

  const second = await startEngine(workspace);
  const { exports, notices } = await second.untilState('the snapshot', (state) => {
    return state.exports.snapshot !== null;
  });

  expect(exports.snapshot).toMatchObject({
    directory: snapshot?.directory,
    bytes: snapshot?.bytes,
  });
  expect(exports.snapshot?.writtenAt).toBeCloseTo(snapshot?.writtenAt ?? 0, -4);
  expect(notices.filter(({ text }) => text.startsWith('snapshot'))).toEqual([]);
});
