import { expect, test } from 'vitest';
import { bootstrapServers, serverFault } from '../../../src/domain/bootstrap-servers.ts';

test('a list of brokers is taken apart at its commas, blanks around an entry do not count', () => {
  expect(bootstrapServers(' a:1 ,b:2')).toEqual(['a:1', 'b:2']);
  expect(bootstrapServers('a:1,,b:2')).toEqual(['a:1', '', 'b:2']);
});

test.each([
  'localhost:9092',
  'broker-1.example:1',
  'my_kafka_1:65535',
  '127.0.0.1:9092',
  'broker.example.:9092',
])('%s is a broker', (server) => {
  expect(serverFault(server)).toBeNull();
});

test.each([
  ['', 'has an empty entry'],
  ['foo', '"foo" must be host:port'],
  ['foo:', '"foo:" must be host:port'],
  ['foo:abc', '"foo:abc" must be host:port'],
  ['foo:+1', '"foo:+1" must be host:port'],
  ['foo:1:2', '"foo:1:2" must be host:port'],
  [':9092', '":9092" must be host:port'],
  ['-foo:9092', '"-foo:9092" must be host:port'],
  ['two words:9092', '"two words:9092" must be host:port'],
  ['PLAINTEXT://foo:9092', '"PLAINTEXT://foo:9092" must be host:port'],
  ['foo:0', '"foo:0" must have a port from 1 to 65535'],
  ['foo:99999', '"foo:99999" must have a port from 1 to 65535'],
])('"%s" is none', (server, fault) => {
  expect(serverFault(server)).toBe(fault);
});

test.each(['[::1]:9092', '::1', 'fe80::1:9092', '[::1]', '[2001:db8::7]:9092'])(
  'of the IPv6 address %s it is told that a name is needed',
  (server) => {
    expect(serverFault(server)).toBe(
      `"${server}" is an IPv6 address, which the Kafka client cannot take; give a host name`,
    );
  },
);
