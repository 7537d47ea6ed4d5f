// npm run bench:screen: the console on a terminal of 160×50 against its budgets. Names of parts
// (start, rest, rate, throughput) run those alone; --minutes N its memory, over so many minutes of
// an ingest of 500 rows per second or, with --full-rate, of one as fast as it goes.
import { availableParallelism, cpus } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { askEngine, engineState } from '../support/cli/engine-client.ts';
import { until } from '../support/cli/until.ts';
import { type Figure, median, report } from './figures.ts';
import { cpuSeconds, residentMegabytes } from './process-usage.ts';
import { keyTimes, percentile } from './screen-keys.ts';
import { memoryFigures } from './screen-memory.ts';
import {
  attached,
  expectPublishing,
  inPlace,
  type Place,
  startIngestion,
  untilAtRest,
} from './screen-place.ts';
import { FIRST_FRAME, type ScreenProgram, startScreenProgram } from './screen-program.ts';

const RUNS = 5;
const WINDOW_MS = 10_000;
/** From one save of the exports to the next: what is drawn for each is in it once. */
const REST_WINDOW_MS = 30_000;
const ROUND_TRIP_MS = 200;
/** Enough for all lists to be full. */
const SOME_ROWS = 20_000;
/** A stream of rows that lasts longer than any window. */
const ENDLESS_ROWS = 3_000_000;
/** At which an ingest lasts for as long as memory is looked at. */
const CALM_ROWS_PER_SECOND = 500;
const THROUGHPUT_ROWS = 400_000;
/** Ages step by ten seconds then, and no longer by one; the sparklines have run out. */
const REST_MS = 30_000;
const ANY_PANE = /Producer/;

function atMost(name: string, value: number, unit: string, most: number): Figure {
  return { name, value, unit, budget: { kind: 'at most', value: most } };
}

async function startFigures(): Promise<readonly Figure[]> {
  const times = { byNpm: [] as number[], cold: [] as number[], attach: [] as number[] };
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
  return [
    atMost('screen: npm start to first frame', median(times.byNpm), 'ms', 1_000),
    atMost('screen: start to first frame', median(times.cold), 'ms', 1_000),
    atMost('screen: attach to all panes', median(times.attach), 'ms', 500),
  ];
}

type Load = { readonly cpuPercent: number; readonly kilobytesPerSecond: number };

async function load(screen: ScreenProgram, windowMs: number): Promise<Load> {
  const [cpu, bytes, startedAt] = [cpuSeconds(screen.pid), screen.bytes(), performance.now()];
  await setTimeout(windowMs);
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

async function restFigures(): Promise<readonly Figure[]> {
  return inPlace(SOME_ROWS, (place) =>
    attached(place, async (screen) => {
      await untilAtRest(place);
      await ingestSeconds(place);
      await untilAtRest(place);
      await setTimeout(REST_MS);
      const { cpuPercent, kilobytesPerSecond } = await load(screen, REST_WINDOW_MS);
      const key = percentile(await keyTimes(screen, 8), 0.95);
      return [
        atMost('screen: key to screen at rest, p95', key, 'ms', 25),
        atMost('screen: CPU at rest', cpuPercent, '% core', 1),
        atMost('screen: output at rest', kilobytesPerSecond, 'KB/s', 0.5),
      ];
    }),
  );
}

async function acknowledged({ socket }: Place): Promise<number> {
  return (await engineState(socket))?.state.producer.totals.acknowledged ?? 0;
}

async function rateFigures(): Promise<readonly Figure[]> {
  return inPlace(ENDLESS_ROWS, async (place) => {
    const figures = await attached(place, async (screen) => {
      await untilAtRest(place);
      await startIngestion(place);
      await setTimeout(2_000);
      const [before, startedAt] = [await acknowledged(place), performance.now()];
      const { cpuPercent, kilobytesPerSecond } = await load(screen, WINDOW_MS);
      const key = percentile(await keyTimes(screen, 8), 0.95);
      const seconds = (performance.now() - startedAt) / 1000;
      const rowsPerSecond = ((await acknowledged(place)) - before) / seconds;
      return [
        { name: 'screen: full rate meanwhile', value: rowsPerSecond, unit: 'rows/s' },
        atMost('screen: CPU at full rate', cpuPercent, '% core', 15),
        atMost('screen: output at full rate', kilobytesPerSecond, 'KB/s', 20),
        atMost('screen: resident memory', residentMegabytes(screen.pid), 'MB', 150),
        atMost('screen: key to screen at full rate, p95', key, 'ms', 50),
      ];
    });
    const far = await attached(place, (screen) => keyTimes(screen, 4), ROUND_TRIP_MS / 2);
    await expectPublishing(place);
    const name = `screen: the same, ${ROUND_TRIP_MS} ms away`;
    return [...figures, atMost(name, percentile(far, 0.95), 'ms', ROUND_TRIP_MS + 50)];
  });
}

/** Throughput with a screen in shares of the throughput without, pair by pair. */
async function throughputFigures(): Promise<readonly Figure[]> {
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
  const name = 'ingest with a screen, share of without';
  const budget = { kind: 'at least', value: 0.95 } as const;
  return [{ name, value: median(shares), unit: 'ratio', budget }];
}

const PARTS: ReadonlyMap<string, () => Promise<readonly Figure[]>> = new Map([
  ['start', startFigures],
  ['rest', restFigures],
  ['rate', rateFigures],
  ['throughput', throughputFigures],
]);

async function figuresOf(parts: readonly string[]): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const part of parts) {
    const measure = PARTS.get(part);
    if (measure === undefined) throw new Error(`No part ${part}: ${[...PARTS.keys()].join(', ')}`);
    figures.push(...(await measure()));
  }
  return figures;
}

const { values, positionals } = parseArgs({
  options: { minutes: { type: 'string' }, 'full-rate': { type: 'boolean', default: false } },
  allowPositionals: true,
});
const minutes = Number(values.minutes ?? 0);
const parts = positionals.length > 0 ? positionals : [...PARTS.keys()];
const limit = values['full-rate'] ? null : CALM_ROWS_PER_SECOND;
const figures = minutes > 0 ? await memoryFigures(minutes, limit) : await figuresOf(parts);
console.log(
  `160×50, Node ${process.versions.node}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}\n`,
);
process.exitCode = report(figures) ? 0 : 1;
