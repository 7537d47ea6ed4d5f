import { join } from 'node:path';
import pino from 'pino';
import { openLogSink } from './log-sink.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Structured log: an event name of the form `area/fact`, and its numbers and ids. */
export type Logger = {
  log(level: LogLevel, event: string, fields?: Readonly<Record<string, unknown>>): void;
  close(): void;
};

const MAX_BYTES = 10_000_000;
const KEPT_FILES = 4;

/** JSON lines in `STATE_DIR/logs/trackdeck.log`; at most 50 MB in all. */
export function openLogger(options: {
  readonly stateDir: string;
  readonly level: LogLevel;
  /** See `LogSinkOptions`. */
  readonly onFailure: (failure: unknown) => void;
}): Logger {
  const path = join(options.stateDir, 'logs', 'trackdeck.log');
  const { onFailure } = options;
  const sink = openLogSink({ path, maxBytes: MAX_BYTES, keep: KEPT_FILES, onFailure });
  const logger = pino(
    { level: options.level, base: { pid: process.pid }, messageKey: 'event' },
    sink,
  );
  return {
    log: (level, event, fields = {}) => logger[level](fields, event),
    close: () => sink.close(),
  };
}
