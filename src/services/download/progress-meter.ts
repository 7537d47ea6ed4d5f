import { Throughput } from '../../domain/throughput.ts';
import type { Clock } from '../ports.ts';

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
  readonly totalBytes: number | null;
  readonly report: (progress: DownloadProgress) => void;
};

/** Reports at once, then a few times a second at most, then at the end. */
export function createProgressMeter(
  { clock, totalBytes, report }: MeterOptions,
  initialBytes: number,
): { received(receivedBytes: number): void; end(): void } {
  const rate = new Throughput(WINDOW_MS);
  let latest = initialBytes;
  let reportedAt = 0;
  const sample = (now: number) => {
    rate.record(latest, now);
    reportedAt = now;
    report({ receivedBytes: latest, totalBytes, bytesPerSecond: rate.perSecond });
  };

  sample(clock.now());
  return {
    received(receivedBytes) {
      latest = receivedBytes;
      const now = clock.now();
      if (now - reportedAt >= REPORT_EVERY_MS) sample(now);
    },
    end: () => sample(clock.now()),
  };
}
