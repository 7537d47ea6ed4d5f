import { ConsoleError, type ErrorCode } from '../../domain/errors.ts';
import { transportFaultCode } from '../transport-fault.ts';

type SparkCode = Extract<ErrorCode, `SPARK_${string}`>;

const HINTS: Partial<Readonly<Record<SparkCode, string>>> = {
  SPARK_UNREACHABLE: 'Check that the master is up and that SPARK_MASTER_URL names it.',
  SPARK_REFUSED: 'Another program listens there: check SPARK_MASTER_URL and SPARK_APP_URL.',
  SPARK_NOT_ALIVE: 'Wait until it has recovered, or name the master that is alive.',
  SPARK_NO_WORKER:
    'Start a worker, or end an application that holds what it has: see trackdeck spark status.',
  SPARK_NOT_INSTALLED:
    'Set SPARK_HOME to a Spark 4 whose bin has spark-submit, with Java and Python 3; in the Compose set-up use its spark-job.',
  SPARK_NEEDS_KAFKA: 'Set KAFKA_BOOTSTRAP_SERVERS, and ingest into that topic.',
};

export function sparkError(
  code: SparkCode,
  message: string,
  options: { readonly hint?: string; readonly cause?: unknown } = {},
): ConsoleError {
  const hint = options.hint ?? HINTS[code];
  return new ConsoleError(code, message, { ...options, ...(hint !== undefined && { hint }) });
}

/** What the network threw, as an error of ours; anything else unchanged. */
export function translateTransportError(thrown: unknown, what: string, host: string): unknown {
  const code = transportFaultCode(thrown);
  if (code === undefined) return thrown;
  return sparkError('SPARK_UNREACHABLE', `Cannot reach ${what} at ${host} (${code})`, {
    cause: thrown,
  });
}
