import { expect, test } from 'vitest';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { initialState, reduce } from '../../../../src/state/store.ts';
import { downloadLine } from '../../../../src/ui/headless/download.ts';

const started: ConsoleEvent = { type: 'download/started', source: 'Kaggle', at: 1000 };
const progressed: ConsoleEvent = {
  type: 'download/progressed',
  source: 'Kaggle',
  receivedBytes: 6_000_000,
  totalBytes: 20_000_000,
  bytesPerSecond: 2_000_000,
  at: 4000,
};

function lineAfter(events: readonly ConsoleEvent[], now: number): string | null {
  return downloadLine(events.reduce(reduce, initialState), now);
}

test('a download under way shows bytes, rate and time left', () => {
  const line = lineAfter([started, progressed], 4100);

  expect(line).toBe('download Kaggle · 6.0 MB of 20.0 MB · 2.0 MB/s · 7.0 s left');
});

test('the time left is unknown while the length or the rate is', () => {
  const endless = lineAfter([started, { ...progressed, totalBytes: null }], 4100);
  const stalled = lineAfter([started, { ...progressed, bytesPerSecond: 0 }], 4100);

  expect(endless).toBe('download Kaggle · 6.0 MB · 2.0 MB/s · time left unknown');
  expect(stalled).toBe('download Kaggle · 6.0 MB of 20.0 MB · 0 B/s · time left unknown');
});

test('a download that waits says for what, why and how long', () => {
  const failure = { code: 'DOWNLOAD_INTERRUPTED', message: 'it stopped', hint: null } as const;
  const retrying: ConsoleEvent = {
    type: 'download/retrying',
    source: 'Kaggle',
    failure,
    attempt: 1,
    delayMs: 2000,
    at: 5000,
  };

  const connecting = lineAfter([started], 3500);
  const waiting = lineAfter([started, progressed, retrying], 5500);

  expect(connecting).toBe('download Kaggle · connecting · 2.5 s elapsed');
  expect(waiting).toBe('download Kaggle · retrying in 1.5 s (it stopped)');
});

test('a download that has ended has no line', () => {
  const completed: ConsoleEvent = {
    type: 'download/completed',
    source: 'Kaggle',
    path: '/cache/dataset.zip',
    bytes: 8_000_000,
    sha256: 'ab',
    at: 9000,
  };

  expect(lineAfter([], 0)).toBeNull();
  expect(lineAfter([started, completed], 9000)).toBeNull();
  expect(lineAfter([started, { type: 'download/replaced-by-demo', at: 9000 }], 9000)).toBeNull();
});
