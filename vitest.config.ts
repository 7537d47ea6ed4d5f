import { defineConfig } from 'vitest/config';

/** A condition that is waited for is no measurement: a busy machine may take longer than a second. */
const waits = { poll: { timeout: 30_000 } };

export default defineConfig({
  test: {
    // Vitest would leave one of two cores to itself.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          expect: waits,
          include: ['test/unit/**/*.test.ts', 'test/ui/**/*.test.tsx'],
          // Frames show times of day.
          env: { TZ: 'UTC' },
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'contract',
          expect: waits,
          include: ['test/contract/embedded-*.test.ts'],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'kafka',
          expect: waits,
          include: [
            'test/contract/kafka-*.test.ts',
            'test/integration/kafka/**/*.test.ts',
            'test/e2e/kafka/**/*.test.ts',
          ],
          // Brokers of their own and processes of their own: one file at a time is enough for a machine.
          fileParallelism: false,
          globalSetup: 'test/support/kafka/global-setup.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'hdfs',
          expect: waits,
          include: ['test/integration/hdfs/**/*.test.ts', 'test/e2e/hdfs/**/*.test.ts'],
          // Daemons of their own: one file at a time is enough for a machine.
          fileParallelism: false,
          globalSetup: 'test/support/hdfs/global-setup.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'spark',
          expect: waits,
          include: ['test/e2e/spark/**/*.test.ts'],
          // Daemons of their own, and whole jobs: one file at a time is enough for a machine.
          fileParallelism: false,
          globalSetup: [
            'test/support/kafka/global-setup.ts',
            'test/support/hdfs/global-setup.ts',
            'test/support/spark/global-setup.ts',
          ],
          // A job takes most of a minute, and several when others keep the machine busy.
          testTimeout: 360_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'faults',
          expect: waits,
          include: ['test/faults/**/*.test.ts'],
          // Each round starts several processes.
          fileParallelism: false,
          maxConcurrency: 2,
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          expect: waits,
          include: ['test/e2e/**/*.test.ts'],
          exclude: ['test/e2e/kafka/**', 'test/e2e/hdfs/**', 'test/e2e/spark/**'],
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
