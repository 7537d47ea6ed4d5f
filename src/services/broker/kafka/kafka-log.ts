import type { LogEntry } from 'kafkajs';
import type { Logger, LogLevel } from '../../log/logger.ts';

export type KafkaLogger = Pick<Logger, 'log'>;

/** kafkajs's numbers: 1 error, 2 warn, 4 info, 5 debug. */
const LEVELS: Readonly<Record<number, LogLevel>> = { 1: 'warn', 2: 'warn', 4: 'debug' };

/**
 * What the broker answers for a moment after each commit; kafkajs tries again and calls it an
 * error every time.
 */
const ROUTINE =
  /another concurrent operation on the same transaction|Limiting retries for the idempotent/;

/**
 * Log entries of kafkajs go to the program log, never to the screen. What kafkajs calls an error it
 * mostly mends by itself; a failure that it does not mend is thrown, and logged by who catches it.
 */
export function logKafkajsEntry(logger: KafkaLogger, entry: LogEntry): void {
  const level = LEVELS[entry.level];
  const { message, timestamp: _, logger: __, stack: ___, ...fields } = entry.log;
  if (level === undefined || ROUTINE.test(`${message} ${fields['error'] ?? ''}`)) return;
  logger.log(level, 'kafka/client', { ...fields, area: entry.namespace, message });
}
