import { openEmbeddedHarness } from '../support/broker/embedded-harness.ts';
import { describeBrokerContract } from './broker-contract.ts';

describeBrokerContract('embedded log', openEmbeddedHarness);
