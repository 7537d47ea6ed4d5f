import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askEngine, engineState } from '../support/cli/engine-client.ts';
import { until } from '../support/cli/until.ts';
import { type ScreenProgram, startScreenProgram } from './screen-program.ts';

const ANY_PANE = /Producer/;

/** Directories and demo data of an engine of its own. */
export type Place = {
  readonly home: string;
  readonly args: readonly string[];
  readonly socket: string;
};

/** The engine that the work starts ends after it. */
export async function inPlace<Result>(
  rows: number,
  work: (place: Place) => Promise<Result>,
): Promise<Result> {
  const home = mkdtempSync(join(tmpdir(), 'trackdeck-bench-'));
  const [stateDir, outputDir] = [join(home, 'state'), join(home, 'output')];
  const directories = ['--state-dir', stateDir, '--output-dir', outputDir];
  const socket = join(stateDir, 'engine.sock');
  try {
    return await work({
      home,
      args: [...directories, '--demo', '--demo-rows', String(rows)],
      socket,
    });
  } finally {
    await askEngine(socket, 'POST', '/commands/shutdown', {}).catch(() => {});
    await until('the engine to end', async () => (await engineState(socket)) === undefined);
    rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

/** With a screen that has drawn its panes. */
export async function attached<Result>(
  place: Place,
  work: (screen: ScreenProgram) => Promise<Result>,
  oneWayMs = 0,
): Promise<Result> {
  const screen = startScreenProgram(place.args, place.home, { oneWayMs });
  try {
    await screen.untilOutput(ANY_PANE);
    return await work(screen);
  } finally {
    await screen.end();
  }
}

/** Asks the engine: of the screen only what has changed is sent. */
export async function untilAtRest({ socket }: Place): Promise<void> {
  await until(
    'the engine at rest',
    async () => (await engineState(socket))?.state.consumer.status.name === 'caught-up',
    { intervalMs: 20 },
  );
}

/** Resolves when the first rows are acknowledged. */
export async function startIngestion({ socket }: Place): Promise<void> {
  await askEngine(socket, 'POST', '/commands/start-ingestion', {});
  await until(
    'rows',
    async () => ((await engineState(socket))?.state.producer.totals.acknowledged ?? 0) > 0,
    // Finding and hashing them comes first.
    { timeoutMs: 300_000, intervalMs: 100 },
  );
}

/** What was measured was an ingest only if that goes on. */
export async function expectPublishing({ socket }: Place): Promise<void> {
  const { status } = (await engineState(socket))?.state.producer ?? {};
  if (status?.name !== 'publishing') throw new Error('The ingest ended before the measuring did');
}
