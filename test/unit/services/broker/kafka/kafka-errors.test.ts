import { expect, test } from 'vitest';
import { translateKafkaError } from '../../../../../src/services/broker/kafka/kafka-errors.ts';

const subject = { address: 'here:9092', topic: 'tracks', transactionalId: 'ingest', groupId: 'us' };

/** As kafkajs throws it: wrapped, with the error of the protocol as its cause. */
function kafkajsError(type: string, retriable = false): Error {
  const protocol = Object.assign(new Error(`words about ${type}`), { type, retriable });
  return Object.assign(new Error('wrapped', { cause: protocol }), {
    name: 'KafkaJSNonRetriableError',
  });
}

/** As the admin client throws it: gathered in an error of errors. */
function adminError(apiId: string, canRetry = false): Error {
  const protocol = Object.assign(new Error(`words about ${apiId}`), { apiId, canRetry });
  return new AggregateError([new AggregateError([protocol])], 'It failed.');
}

test.each([
  ['UNKNOWN_TOPIC_OR_PARTITION', 'TOPIC_MISSING'],
  ['OPERATION_NOT_ATTEMPTED', 'TOPIC_MISSING'],
  ['INVALID_PRODUCER_EPOCH', 'PRODUCER_REPLACED'],
  ['PRODUCER_FENCED', 'PRODUCER_REPLACED'],
  ['MESSAGE_TOO_LARGE', 'RECORD_TOO_LARGE'],
  ['INVALID_RECORD', 'RECORD_REFUSED'],
  ['ILLEGAL_GENERATION', 'MEMBER_FENCED'],
  ['NON_EMPTY_GROUP', 'GROUP_NOT_EMPTY'],
  ['TOPIC_AUTHORIZATION_FAILED', 'BROKER_REFUSED'],
  ['SASL_AUTHENTICATION_FAILED', 'BROKER_REFUSED'],
])('%s of either library is %s', (name, code) => {
  expect(translateKafkaError(kafkajsError(name), subject).code).toBe(code);
  expect(translateKafkaError(adminError(name), subject).code).toBe(code);
});

test.each([
  ['NOT_ENOUGH_REPLICAS', /min\.insync\.replicas/],
  ['COORDINATOR_NOT_AVAILABLE', /by itself/],
])('%s, which a broker gets over by itself, is an outage in which it was reached', (name, hint) => {
  const failure = translateKafkaError(kafkajsError(name, true), subject);

  expect(failure.code).toBe('BROKER_UNREACHABLE');
  expect(failure.isRetryable).toBe(true);
  expect(failure.message).toBe(`Kafka at here:9092 cannot do this now on topic tracks (${name})`);
  expect(failure.hint).toMatch(hint);
  expect(translateKafkaError(adminError(name, true), subject).code).toBe('BROKER_UNREACHABLE');
});

test('a refused connection is named with its address', () => {
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  const thrown = new AggregateError([new Error('network', { cause: refused })], 'Cannot connect');

  const failure = translateKafkaError(thrown, subject);

  expect(failure.code).toBe('BROKER_UNREACHABLE');
  expect(failure.message).toBe('Cannot reach Kafka at here:9092 (ECONNREFUSED)');
  expect(failure.cause).toBe(thrown);
});

test.each(['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
  'a certificate that is not trusted (%s) is a refusal, though the connection failed',
  (code) => {
    const fault = Object.assign(new Error('bad certificate'), { code });
    const thrown = Object.assign(new Error('connection', { cause: fault }), {
      name: 'KafkaJSConnectionError',
      code,
    });

    expect(translateKafkaError(thrown, subject).code).toBe('BROKER_REFUSED');
  },
);

test('what nobody foresaw is a fault of ours', () => {
  expect(translateKafkaError(new TypeError('x is not a function'), subject).code).toBe('INTERNAL');
});

test('causes that go in a circle end', () => {
  const first = new Error('first');
  const second = new Error('second', { cause: first });
  first.cause = second;

  expect(translateKafkaError(first, subject).code).toBe('INTERNAL');
});
