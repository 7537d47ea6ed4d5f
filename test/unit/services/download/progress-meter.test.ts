import { expect, test } from 'vitest';
import {
  createProgressMeter,
  type DownloadProgress,
} from '../../../../src/services/download/progress-meter.ts';

test('progress is reported at once, four times a second at most, and at the end', () => {
  let now = 10_000;
  const reports: DownloadProgress[] = [];
  const report = (progress: DownloadProgress) => reports.push(progress);
  const meter = createProgressMeter({ clock: { now: () => now }, totalBytes: 5000, report }, 200);

  for (const receivedBytes of [300, 400, 500, 700]) {
    now += 100;
    meter.received(receivedBytes);
  }
  meter.end();

  expect(reports).toEqual([
    { receivedBytes: 200, totalBytes: 5000, bytesPerSecond: 0 },
    { receivedBytes: 500, totalBytes: 5000, bytesPerSecond: 1000 },
    { receivedBytes: 700, totalBytes: 5000, bytesPerSecond: 1250 },
  ]);
});
