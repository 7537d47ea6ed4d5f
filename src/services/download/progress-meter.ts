import { Throughput } from '../../domain/throughput.ts';
import type { Clock } from '../ports.ts';
import type { Timers } from '../timers.ts';

export type DownloadProgress = {
  /** Of the whole file, earlier attempts counted. */
  readonly receivedBytes: number;
  /** `null` where the server does not tell. */
  readonly totalBytes: number | null;
  /** Over the last seconds; 0 until it is known. */
  readonly bytesPerSecond: number;
};

const REPORT_EVERY_MS = 250;
const WINDOW_MS = 5_000;

type MeterOptions = {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly totalBytes: number | null;
  readonly report: (progress: DownloadProgress) => void;
};

type ProgressMeter = {
  received(receivedBytes: number): void;
  /** Nothing more will come. */
  end(): void;
};

/**
 * Reports at once, then a few times a second while something comes and until the rate of a server
 * that has fallen silent is down to nothing, then at the end.
 */
export function createProgressMeter(
  { clock, timers, totalBytes, report }: MeterOptions,
  initialBytes: number,
): ProgressMeter {
  const rate = new Throughput(WINDOW_MS);
  let latest = initialBytes;
  let reported = { bytes: initialBytes, at: 0 };
  let cancel = () => {};

  function sample(): void {
    const now = clock.now();
    rate.record(latest, now);
    reported = { bytes: latest, at: now };
    report({ receivedBytes: latest, totalBytes, bytesPerSecond: rate.perSecond });
    cancel();
    cancel = timers.after(REPORT_EVERY_MS, tick);
  }

  function tick(): void {
    if (latest !== reported.bytes || rate.perSecond > 0) sample();
  }

  sample();
  return {
    received(receivedBytes) {
      latest = receivedBytes;
      if (clock.now() - reported.at >= REPORT_EVERY_MS) sample();
    },
    end() {
      sample();
      cancel();
    },
  };
}
