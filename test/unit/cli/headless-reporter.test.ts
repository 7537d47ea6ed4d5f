import { expect, onTestFinished, test } from 'vitest';
import { eventLine, startHeadlessReporter } from '../../../src/cli/headless-reporter.ts';
import type { ConsoleEvent } from '../../../src/state/events.ts';
import { initialState, reduce } from '../../../src/state/store.ts';

const STARTED = {
  type: 'ingest/started',
  source: 'DEMO DATA: 1,500 generated rows, seed 7',
  isDemo: true,
  datasetSha256: 'ab'.repeat(32),
  sourceBytes: 900,
  batchSize: 100,
  totals: { rowsRead: 0, acknowledged: 0, incomplete: 0, rejected: 0, failed: 0 },
  byte: 0,
  at: 5,
} as const satisfies ConsoleEvent;

test('demo data are named once in every line', () => {
  let written = '';
  const reporter = startHeadlessReporter({
    store: { getState: () => reduce(initialState, STARTED) },
    clock: { now: () => 5 },
    output: {
      isTerminal: false,
      width: 80,
      write: (text) => {
        written += text;
      },
    },
    role: { produces: true, consumes: true, tellsProgress: false },
  });
  onTestFinished(reporter.stop);

  reporter.say(eventLine(STARTED) ?? '');
  reporter.say('exports saved');

  expect(written).toBe(
    'DEMO DATA · ingest of 1,500 generated rows, seed 7 started\nDEMO DATA · exports saved\n',
  );
});
