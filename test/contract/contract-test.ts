import { expect, test } from 'vitest';
import type { BrokerHarness } from '../support/broker/broker-harness.ts';

/** Generous: a real broker may take seconds over a rebalance. */
export const PATIENCE = { timeout: 20_000, interval: 10 } as const;

/** `test` with a broker of the kind under test; every test has topics and groups of its own. */
export function createContractTest(openHarness: () => Promise<BrokerHarness>) {
  return test
    .extend('harness', async ({ onTestFinished }) => {
      const harness = await openHarness();
      onTestFinished(() => harness.close());
      return harness;
    })
    .extend('broker', async ({ harness }) => await harness.openBroker());
}

export type ContractTest = ReturnType<typeof createContractTest>;

/** Waits until `read` gives what is expected. */
export async function eventually<Value>(
  read: () => Value,
  expected: Awaited<Value>,
): Promise<void> {
  await expect.poll(read, PATIENCE).toEqual(expected);
}

export function failure(code: string): object {
  return expect.objectContaining({ code }) as object;
}
