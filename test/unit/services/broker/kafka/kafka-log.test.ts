import type { LogEntry } from 'kafkajs';
import { expect, test } from 'vitest';
import { logKafkajsEntry } from '../../../../../src/services/broker/kafka/kafka-log.ts';

function logged(level: number, message: string, fields: object = {}): unknown[] {
  const lines: unknown[] = [];
  const log = { timestamp: 'now', message, ...fields };
  logKafkajsEntry({ log: (severity, event, rest) => lines.push([severity, event, rest]) }, {
    namespace: 'Connection',
    level,
    label: '',
    log,
  } as unknown as LogEntry);
  return lines;
}

test('an entry goes to the program log with its fields', () => {
  expect(logged(1, 'Connection error', { broker: 'here:9092' })).toEqual([
    [
      'warn',
      'kafka/client',
      { area: 'Connection', broker: 'here:9092', message: 'Connection error' },
    ],
  ]);
});

test('what the broker says after every commit is not logged', () => {
  const error =
    'The producer attempted to update a transaction while another concurrent operation on the same transaction was ongoing';

  expect(logged(1, 'Response AddPartitionsToTxn', { error })).toEqual([]);
});

test('what only kafkajs itself is debugged with is not logged', () => {
  expect(logged(5, 'Request Fetch')).toEqual([]);
});
