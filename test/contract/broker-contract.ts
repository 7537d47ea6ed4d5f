import { describe } from 'vitest';
import type { BrokerHarness } from '../support/broker/broker-harness.ts';
import { describeConsumer } from './consumer-contract.ts';
import { createContractTest } from './contract-test.ts';
import { describeData } from './data-contract.ts';
import { describeGroups } from './group-contract.ts';
import { describeRecords } from './record-contract.ts';
import { describeTopics } from './topic-contract.ts';
import { describeTransactions } from './transaction-contract.ts';

/** What every broker behind the port promises. */
export function describeBrokerContract(
  name: string,
  openHarness: () => Promise<BrokerHarness>,
): void {
  const test = createContractTest(openHarness);
  describe(`${name}: topics`, () => describeTopics(test));
  describe(`${name}: records`, () => describeRecords(test));
  describe(`${name}: transactions`, () => describeTransactions(test));
  describe(`${name}: consumer`, () => describeConsumer(test));
  describe(`${name}: groups`, () => describeGroups(test));
  describe(`${name}: data`, () => describeData(test));
}
