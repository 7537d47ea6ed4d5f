import { setTimeout } from 'node:timers/promises';
import { askEngine } from '../support/cli/engine-client.ts';
import type { Figure } from './figures.ts';
import { residentMegabytes } from './process-usage.ts';
import {
  attached,
  expectPublishing,
  inPlace,
  startIngestion,
  untilAtRest,
} from './screen-place.ts';

/** Rows per second that no engine here reaches, so that an ingest outlasts the measuring. */
const FASTEST = 50_000;
const LOOK_MS = 5_000;

type Look = { readonly minute: number; readonly megabytes: number };

/**
 * Resident memory of a screen over so many minutes of an ingest, and how it grows at the end.
 *
 * @param limit - rows per second; `null` is as fast as it goes
 */
export async function memoryFigures(
  minutes: number,
  limit: number | null,
): Promise<readonly Figure[]> {
  const rows = Math.ceil((minutes + 1) * 60 * (limit ?? FASTEST));
  const looks = await inPlace(rows, (place) =>
    attached(place, async (screen) => {
      await untilAtRest(place);
      await askEngine(place.socket, 'POST', '/commands/limit-rate', { rowsPerSecond: limit });
      await startIngestion(place);
      const seen = await watch(() => residentMegabytes(screen.pid), minutes);
      await expectPublishing(place);
      return seen;
    }),
  );
  const rate = limit === null ? 'full rate' : `${limit} rows/s`;
  const settled = looks.filter(({ minute }) => minute > minutes / 2);
  const highest = Math.max(...looks.map(({ megabytes }) => megabytes));
  return [
    {
      name: `screen: memory at ${rate}, highest of ${minutes} min`,
      value: highest,
      unit: 'MB',
      budget: { kind: 'at most', value: 150 },
    },
    {
      name: 'screen: its growth in the second half',
      value: slope(settled),
      unit: 'MB/min',
      budget: { kind: 'at most', value: 1 },
    },
  ];
}

async function watch(megabytes: () => number, minutes: number): Promise<readonly Look[]> {
  const startedAt = performance.now();
  const looks: Look[] = [];
  for (;;) {
    const minute = (performance.now() - startedAt) / 60_000;
    looks.push({ minute, megabytes: megabytes() });
    if (minute >= minutes) return looks;
    await setTimeout(LOOK_MS);
  }
}

/** Least squares: the garbage of single looks does not count. */
function slope(looks: readonly Look[]): number {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [minute, megabytes] = [
    mean(looks.map((look) => look.minute)),
    mean(looks.map((look) => look.megabytes)),
  ];
  const covariance = looks.reduce(
    (sum, look) => sum + (look.minute - minute) * (look.megabytes - megabytes),
    0,
  );
  return covariance / looks.reduce((sum, look) => sum + (look.minute - minute) ** 2, 0);
}
