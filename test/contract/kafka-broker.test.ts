import { describe } from 'vitest';
import { openKafkaHarness } from '../support/broker/kafka-harness.ts';
import { hasKafka } from '../support/kafka/shared-kafka.ts';
import { describeBrokerContract } from './broker-contract.ts';

describe.skipIf(!hasKafka)('Kafka', () => describeBrokerContract('Kafka', openKafkaHarness));
