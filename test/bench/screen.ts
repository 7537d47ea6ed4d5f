// npm run bench:screen: the console on a terminal of 160×50 against its budgets. With --minutes N
// only its memory, over so many minutes of an ingest.
import { availableParallelism, cpus } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { askEngine, engineState } from '../support/cli/engine-client.ts';
import { until } from '../support/cli/until.ts';
import { type Figure, median, report } from './figures.ts';
import { cpuSeconds, residentMegabytes } from './process-usage.ts';
import { keyTimes, percentile } from './screen-keys.ts';
import { memoryFigures } from './screen-memory.ts';
import { attached, inPlace, type Place, startIngestion, untilAtRest } from './screen-place.ts';
import { FIRST_FRAME, type ScreenProgram, startScreenProgram } from './screen-program.ts';

const RUNS = 5;
const WINDOW_MS = 10_000;
const ROUND_TRIP_MS = 200;
/** Enough for all lists to be full. */
const SOME_ROWS = 20_000;
/** A stream of rows that lasts longer than any window. */
const ENDLESS_ROWS = 3_000_000;
const THROUGHPUT_ROWS = 400_000;
/** Ages step by ten seconds then, and no longer by one. */
const REST_MS = 12_000;
const ANY_PANE = /Producer/;

type StartTimes = Readonly<Record<'byNpm' | 'cold' | 'attach', number[]>>;

async function startTimes(): Promise<StartTimes> {
  const times: StartTimes = { byNpm: [], cold: [], attach: [] };
  for (let run = 0; run < RUNS; run += 1) {
    for (const kind of ['byNpm', 'cold'] as const) {
      await inPlace(1_000, async (place) => {
        const { args, home } = place;
        const first = startScreenProgram(args, home, { isStartedByNpm: kind === 'byNpm' });
        times[kind].push(await first.untilOutput(FIRST_FRAME));
        await untilAtRest(place);
        await first.end();
        const second = startScreenProgram(args, home);
        times.attach.push(await second.untilOutput(ANY_PANE));
        await second.end();
      });
    }
  }
  return times;
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

/** Without the time that finding and hashing the rows takes. */
async function ingestSeconds({ socket }: Place): Promise<number> {
  await askEngine(socket, 'POST', '/commands/start-ingestion', {});
  const producer = await until(
    'the end of the ingestion',
    async () => {
      const { producer } = (await engineState(socket))?.state ?? {};
      return producer?.status.name === 'complete' && producer;
    },
    // What asks more often is what the engine is then busy with.
    { timeoutMs: 300_000, intervalMs: 500 },
  );
  return ((producer?.endedAt ?? Number.NaN) - (producer?.startedAt ?? Number.NaN)) / 1000;
}

/** Throughput with a screen in shares of the throughput without, pair by pair. */
async function throughputShares(): Promise<readonly number[]> {
  const shares: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const without = await inPlace(THROUGHPUT_ROWS, async (place) => {
      await attached(place, async () => {});
      return ingestSeconds(place);
    });
    const withScreen = await inPlace(THROUGHPUT_ROWS, (place) =>
      attached(place, () => ingestSeconds(place)),
    );
    shares.push(without / withScreen);
  }
  return shares;
}

async function restFigures() {
  return inPlace(SOME_ROWS, (place) =>
    attached(place, async (screen) => {
      await untilAtRest(place);
      await ingestSeconds(place);
      await untilAtRest(place);
      await setTimeout(REST_MS);
      const usage = await load(screen);
      return { ...usage, key: percentile(await keyTimes(screen, 8), 0.95) };
    }),
  );
}

async function busyFigures() {
  return inPlace(ENDLESS_ROWS, async (place) => {
    const near = await attached(place, async (screen) => {
      await untilAtRest(place);
      await startIngestion(place);
      await setTimeout(2_000);
      const usage = await load(screen);
      const key = percentile(await keyTimes(screen, 8), 0.95);
      return { ...usage, key, megabytes: residentMegabytes(screen.pid) };
    });
    const far = await attached(place, (screen) => keyTimes(screen, 4), ROUND_TRIP_MS / 2);
    const { status } = (await engineState(place.socket))?.state.producer ?? {};
    if (status?.name !== 'publishing') throw new Error('The ingest ended before the measuring did');
    return { near, farKey: percentile(far, 0.95) };
  });
}

async function allFigures(): Promise<readonly Figure[]> {
  const { byNpm, cold, attach } = await startTimes();
  const atRest = await restFigures();
  const { near: busy, farKey } = await busyFigures();
  const shares = await throughputShares();
  const atMost = (value: number) => ({ kind: 'at most', value }) as const;
  return [
    {
      name: 'screen: npm start to first frame',
      value: median(byNpm),
      unit: 'ms',
      budget: atMost(1_000),
    },
    {
      name: 'screen: start to first frame',
      value: median(cold),
      unit: 'ms',
      budget: atMost(1_000),
    },
    { name: 'screen: attach to all panes', value: median(attach), unit: 'ms', budget: atMost(500) },
    {
      name: 'screen: key to screen at rest, p95',
      value: atRest.key,
      unit: 'ms',
      budget: atMost(25),
    },
    {
      name: 'screen: key to screen at full rate, p95',
      value: busy.key,
      unit: 'ms',
      budget: atMost(50),
    },
    {
      name: `screen: the same, ${ROUND_TRIP_MS} ms away`,
      value: farKey,
      unit: 'ms',
      budget: atMost(ROUND_TRIP_MS + 50),
    },
    {
      name: 'screen: CPU at full rate',
      value: busy.cpuPercent,
      unit: '% core',
      budget: atMost(15),
    },
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
      value: median(shares),
      unit: 'ratio',
      budget: { kind: 'at least', value: 0.95 },
    },
  ];
}

const { values } = parseArgs({ options: { minutes: { type: 'string' } } });
const minutes = Number(values.minutes ?? 0);
const figures = minutes > 0 ? await memoryFigures(minutes) : await allFigures();
console.log(
  `160×50, Node ${process.versions.node}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}\n`,
);
process.exitCode = report(figures) ? 0 : 1;
