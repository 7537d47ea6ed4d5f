import type { Departure } from '../../ui/screen/departure.ts';
import { stopExitCode } from '../stop-signals.ts';

/** Why a screen ends. */
export type Ending =
  | { readonly kind: 'left'; readonly departure: Departure }
  | { readonly kind: 'signal'; readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' }
  /** A fault of the program. */
  | { readonly kind: 'failed'; readonly error: unknown };

export function endingExitCode(ending: Ending): number {
  switch (ending.kind) {
    case 'left':
      return endedBadly(ending.departure) ? 1 : 0;
    case 'signal':
      return stopExitCode(ending.signal, false);
    case 'failed':
      return 1;
    default:
      return ending satisfies never;
  }
}

/** An engine that was told to stop from here and did not save everything. */
function endedBadly(departure: Departure): boolean {
  if (departure.engine === 'stopped') return departure.failure !== null;
  return departure.engine === 'gone';
}

/**
 * Tells when the process is asked to end from outside the screen, its terminal is gone, or a fault
 * has escaped. The answer takes the watching back.
 */
export function watchEndings(end: (ending: Ending) => void): () => void {
  const hangUp = () => end({ kind: 'signal', signal: 'SIGHUP' });
  const fail = (error: unknown) => end({ kind: 'failed', error });
  const signals = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => {
    const listener = () => end({ kind: 'signal', signal });
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  process.stdin.on('end', hangUp).on('error', hangUp);
  process.stdout.on('error', hangUp);
  process.on('uncaughtException', fail).on('unhandledRejection', fail);
  return () => {
    for (const stop of signals) stop();
    process.stdin.off('end', hangUp).off('error', hangUp);
    process.stdout.off('error', hangUp);
    process.off('uncaughtException', fail).off('unhandledRejection', fail);
  };
}
