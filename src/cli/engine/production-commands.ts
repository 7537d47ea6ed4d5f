import { ConsoleError } from '../../domain/errors.ts';
import type { EngineCommands } from '../../engine/protocol.ts';
import type { ProductionGate } from '../../state/commands/production-gate.ts';
import { isIngesting } from '../../state/selectors/engine-work.ts';
import type { Session } from '../session.ts';

type ProductionCommand = 'pause-production' | 'resume-production' | 'limit-rate';

/** What an engine that publishes can be told while it does so; the limit may also be set before. */
export function productionCommands(
  { clock, dispatch, store }: Pick<Session, 'clock' | 'dispatch' | 'store'>,
  gate: ProductionGate,
): Required<Pick<EngineCommands, ProductionCommand>> {
  return {
    'pause-production': () => {
      if (!isIngesting(store.getState().producer)) throw nothingToPause();
      gate.pause();
      dispatch({ type: 'ingest/paused', at: clock.now() });
      return null;
    },
    'resume-production': () => {
      gate.resume();
      dispatch({ type: 'ingest/resumed', at: clock.now() });
      return null;
    },
    'limit-rate': ({ rowsPerSecond }) => {
      gate.limit(rowsPerSecond);
      dispatch({ type: 'ingest/rate-limited', rowsPerSecond, at: clock.now() });
      return null;
    },
  };
}

function nothingToPause(): ConsoleError {
  return new ConsoleError('COMMAND_REFUSED', 'Nothing is being ingested that could be paused', {
    hint: 'A rate limit may be set before the ingestion starts.',
  });
}
