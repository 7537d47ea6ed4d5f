// Part of npm run bench: the console on a terminal of 160×50 against its budgets.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { askEngine, engineState } from '../support/cli/engine-client.ts';
import { until } from '../support/cli/until.ts';
import { type Figure, median, report } from './figures.ts';
import { cpuSeconds, residentMegabytes } from './process-usage.ts';
import { type ScreenProgram, startScreenProgram } from './screen-program.ts';

const RUNS = 5;
const PRESSES = 60;
const WINDOW_MS = 10_000;
const ROUND_TRIP_MS = 200;
/** A stream of rows that lasts longer than any window. */
const ENDLESS_ROWS = 600_000;
const THROUGHPUT_ROWS = 60_000;
const ANY_PANE = /Producer/;
const HELP = /Keys/;

type Place = { readonly home: string; readonly args: readonly string[]; readonly socket: string };

async function inPlace<Result>(
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

async function attached<Result>(
  place: Place,
  work: (screen: ScreenProgram) => Promise<Result>,
  oneWayMs = 0,
): Promise<Result> {
  const screen = startScreenProgram(place.args, place.home, oneWayMs);
  try {
    await screen.untilOutput(ANY_PANE);
    await untilAtRest(place);
    return await work(screen);
  } finally {
    await screen.end();
  }
}

/** Asks the engine: of the screen only what has changed is sent. */
async function untilAtRest({ socket }: Place): Promise<void> {
  await until('the engine at rest', async () => {
    return (await engineState(socket))?.state.consumer.status.name === 'caught-up';
  });
}

async function startTimes(): Promise<{ readonly cold: number[]; readonly attach: number[] }> {
  const [cold, attach]: [number[], number[]] = [[], []];
  for (let run = 0; run < RUNS; run += 1) {
    await inPlace(1_000, async (place) => {
      const { args, home } = place;
      const first = startScreenProgram(args, home);
      cold.push(await first.untilOutput(/trackdeck/));
      await untilAtRest(place);
      await first.end();
      const second = startScreenProgram(args, home);
      attach.push(await second.untilOutput(ANY_PANE));
      await second.end();
    });
  }
  return { cold, attach };
}

/** Key to screen: the help opens. In between it closes again. */
async function keyTimes(screen: ScreenProgram): Promise<number> {
  const times: number[] = [];
  for (let press = 0; press < PRESSES; press += 1) {
    times.push(await screen.answerTo('?', HELP));
    // Does nothing where nothing is open, should the two get out of step.
    await screen.answerTo('\x1b', /./);
    // Not in step with any clock of the program's.
    await setTimeout(120 + Math.random() * 100);
  }
  return percentile(times, 0.95);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}

type Load = { readonly cpuPercent: number; readonly kilobytesPerSecond: number };

async function load(screen: ScreenProgram): Promise<Load> {
  const [cpu, bytes, startedAt] = [cpuSeconds(screen.pid), screen.bytes(), performance.now()];
  await setTimeout(WINDOW_MS);
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    cpuPercent: ((cpuSeconds(screen.pid) - cpu) / seconds) * 100,
    kilobytesPerSecond: (screen.bytes() - bytes) / 1000 / seconds,
  };
}

async function startIngestion({ socket }: Place): Promise<void> {
  await askEngine(socket, 'POST', '/commands/start-ingestion', {});
  await until(
    'rows',
    async () => ((await engineState(socket))?.state.producer.totals.acknowledged ?? 0) > 0,
    { timeoutMs: 60_000 },
  );
}

/** Seconds from the first to the last acknowledgement. */
async function ingestSeconds({ socket }: Place): Promise<number> {
  const startedAt = performance.now();
  await askEngine(socket, 'POST', '/commands/start-ingestion', {});
  await until(
    'the end of the ingestion',
    async () => (await engineState(socket))?.state.producer.status.name === 'complete',
    { timeoutMs: 120_000 },
  );
  return (performance.now() - startedAt) / 1000;
}

/** Throughput with a screen in shares of the throughput without. */
async function throughputShare(): Promise<number> {
  const [without, withScreen]: [number[], number[]] = [[], []];
  for (let run = 0; run < 3; run += 1) {
    await inPlace(THROUGHPUT_ROWS, async (place) => {
      await attached(place, async () => {});
      without.push(await ingestSeconds(place));
    });
    await inPlace(THROUGHPUT_ROWS, async (place) => {
      withScreen.push(await attached(place, () => ingestSeconds(place)));
    });
  }
  return median(without) / median(withScreen);
}

const { cold, attach } = await startTimes();
const atRest = await inPlace(1_000, (place) =>
  attached(place, async (screen) => {
    const key = await keyTimes(screen);
    await setTimeout(3_000);
    return { key, ...(await load(screen)) };
  }),
);
const busy = await inPlace(ENDLESS_ROWS, (place) =>
  attached(place, async (screen) => {
    await startIngestion(place);
    await setTimeout(2_000);
    const figures = await load(screen);
    const key = await keyTimes(screen);
    return { key, ...figures, megabytes: residentMegabytes(screen.pid) };
  }),
);
const farAway = await inPlace(ENDLESS_ROWS, (place) =>
  attached(
    place,
    async (screen) => {
      await startIngestion(place);
      return keyTimes(screen);
    },
    ROUND_TRIP_MS / 2,
  ),
);
const share = await throughputShare();

const atMost = (value: number) => ({ kind: 'at most', value }) as const;
const figures: readonly Figure[] = [
  { name: 'screen: start to first frame', value: median(cold), unit: 'ms', budget: atMost(1_000) },
  { name: 'screen: attach to all panes', value: median(attach), unit: 'ms', budget: atMost(500) },
  { name: 'screen: key to screen at rest, p95', value: atRest.key, unit: 'ms', budget: atMost(25) },
  {
    name: 'screen: key to screen at full rate, p95',
    value: busy.key,
    unit: 'ms',
    budget: atMost(50),
  },
  {
    name: `screen: the same, ${ROUND_TRIP_MS} ms away`,
    value: farAway,
    unit: 'ms',
    budget: atMost(ROUND_TRIP_MS + 50),
  },
  { name: 'screen: CPU at full rate', value: busy.cpuPercent, unit: '% core', budget: atMost(15) },
  {
    name: 'screen: output at full rate',
    value: busy.kilobytesPerSecond,
    unit: 'KB/s',
    budget: atMost(20),
  },
  { name: 'screen: CPU at rest', value: atRest.cpuPercent, unit: '% core', budget: atMost(1) },
  {
    name: 'screen: output at rest',
    value: atRest.kilobytesPerSecond,
    unit: 'KB/s',
    budget: atMost(0.5),
  },
  { name: 'screen: resident memory', value: busy.megabytes, unit: 'MB', budget: atMost(150) },
  {
    name: 'ingest with a screen, share of without',
    value: share,
    unit: 'ratio',
    budget: { kind: 'at least', value: 0.95 },
  },
];

console.log(
  `160×50, Node ${process.versions.node}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}\n`,
);
process.exitCode = report(figures) ? 0 : 1;
