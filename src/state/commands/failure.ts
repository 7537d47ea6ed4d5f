import { type ConsoleError, toConsoleError } from '../../domain/errors.ts';
import type { Failure } from '../events.ts';

/** A thrown value as it travels in events. */
export function describeFailure(thrown: unknown): Failure {
  const { code, message, hint }: ConsoleError = toConsoleError(thrown);
  return { code, message, hint: hint ?? null };
}
