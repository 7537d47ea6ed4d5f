import { ConsoleError } from '../../domain/errors.ts';
import type { Broker } from '../../services/ports.ts';
import type { Consuming } from '../consuming.ts';
import type { Session } from '../session.ts';
import type { Spark } from './open-spark.ts';

type Beside = {
  readonly session: Session;
  /** `undefined` before it is there; the same of the consuming. */
  readonly broker: () => Broker | undefined;
  readonly consuming: () => Consuming | undefined;
  readonly signal: AbortSignal;
};

/** Spark beside a process that consumes; `undefined` where the configuration names none. */
export async function sparkBeside(beside: Beside): Promise<Spark | undefined> {
  const { session, signal } = beside;
  const { sparkMasterUrl: url } = session.config;
  if (url === undefined) return undefined;
  // Not loaded by the many that have no Spark.
  const { openSpark } = await import('./open-spark.ts');
  return openSpark({
    ...{ session, url, signal },
    broker: async () => beside.broker() ?? notReachedYet(),
    countedNow: async () => beside.consuming()?.countedSpan(),
  });
}

function notReachedYet(): never {
  throw new ConsoleError('BROKER_UNREACHABLE', 'The broker has not been reached yet', {
    hint: 'The engine goes on trying; submit the run when it is there.',
  });
}
