import { ConsoleError } from '../../domain/errors.ts';
import { formatCount } from '../../domain/format.ts';
import type { Ledger } from '../../domain/ledger.ts';
import type { EngineCommands } from '../../engine/protocol.ts';
import { sleep } from '../../services/clock.ts';
import { ProductionGate } from '../../state/commands/production-gate.ts';
import { selectIngestion } from '../../state/selectors/engine-work.ts';
import type { Session } from '../session.ts';
import { requireMeantRun } from './meant-run.ts';
import { productionCommands } from './production-commands.ts';

/** The one ingest of a command that ends with it, as a screen may steer it. */
export type SteeredIngest = {
  readonly gate: ProductionGate;
  /** Ends the ingest, and not what goes on beside it. */
  readonly signal: AbortSignal;
  readonly commands: EngineCommands;
};

/** From here on there is an ingest to steer, though it may take a while before it publishes. */
export function steerIngest(session: Session): SteeredIngest {
  const { clock, dispatch, stop, store } = session;
  dispatch({ type: 'ingest/preparing', at: clock.now() });
  const gate = new ProductionGate({ clock, sleep });
  const stopping = new AbortController();
  return {
    gate,
    signal: AbortSignal.any([stop.signal, stopping.signal]),
    commands: {
      ...productionCommands(session, gate),
      'stop-ingestion': ({ begunAt }) => {
        const underWay = selectIngestion(store.getState().producer);
        requireMeantRun(
          'ingestion',
          begunAt,
          underWay === null ? undefined : { begunAt: underWay },
        );
        stopping.abort(ingestionStopped('before it published anything'));
        return null;
      },
    },
  };
}

/** @throws `INTERRUPTED` when it was stopped by a command: a script must not take that for success */
export function requireWhole({ isComplete, next }: Ledger, { stop }: Session): void {
  if (isComplete || stop.signal.aborted) return;
  throw ingestionStopped(`before row ${formatCount(next.recordId + 1)}`);
}

function ingestionStopped(where: string): ConsoleError {
  return new ConsoleError('INTERRUPTED', `The ingestion was stopped ${where}`, {
    hint: 'The same command goes on there.',
  });
}
