import { expect, test } from 'vitest';
import {
  createProgressMeter,
  type DownloadProgress,
} from '../../../../src/services/download/progress-meter.ts';
import { createManualTime, type ManualTime } from '../../../support/screen/manual-time.ts';

function setUp(): {
  readonly time: ManualTime;
  readonly reports: DownloadProgress[];
  readonly meter: ReturnType<typeof createProgressMeter>;
} {
  const time = createManualTime(10_000);
  const reports: DownloadProgress[] = [];
  const report = (progress: DownloadProgress) => reports.push(progress);
  const options = { clock: time, timers: time, totalBytes: 5000, report };
  return { time, reports, meter: createProgressMeter(options, 200) };
}

test('progress is reported at once, four times a second at most, and at the end', () => {
  const { time, reports, meter } = setUp();

  for (const receivedBytes of [300, 400, 500, 700]) {
    time.pass(100);
    meter.received(receivedBytes);
  }
  meter.end();
  time.pass(10_000);

  expect(reports).toEqual([
    { receivedBytes: 200, totalBytes: 5000, bytesPerSecond: 0 },
    { receivedBytes: 400, totalBytes: 5000, bytesPerSecond: 800 },
    { receivedBytes: 700, totalBytes: 5000, bytesPerSecond: 1250 },
  ]);
});

test('what came last before a server falls silent is reported, and its rate falls to nothing', () => {
  const { time, reports, meter } = setUp();

  meter.received(700);
  time.pass(250);
  const [, atOnce] = reports;
  time.pass(60_000);

  expect(atOnce).toEqual({ receivedBytes: 700, totalBytes: 5000, bytesPerSecond: 2000 });
  expect(reports.at(-1)).toEqual({ receivedBytes: 700, totalBytes: 5000, bytesPerSecond: 0 });
  expect(reports).toHaveLength(22);
});
