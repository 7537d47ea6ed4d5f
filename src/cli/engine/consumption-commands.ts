import { ConsoleError } from '../../domain/errors.ts';
import type { EngineCommands } from '../../engine/protocol.ts';
import type { WrittenSnapshot } from '../../services/ports.ts';
import { describeFailure } from '../../state/commands/failure.ts';
import type { Consuming } from '../consuming.ts';
import type { Session } from '../session.ts';

type ConsumptionCommand =
  | 'pause-consumption'
  | 'resume-consumption'
  | 'export-snapshot'
  | 'search-artists';

/**
 * What an engine that consumes can be told.
 *
 * @param consuming - `undefined` while there is none, as before the broker is there; whoever opens
 *   it then sees in the state whether it is paused
 */
export function consumptionCommands(
  session: Pick<Session, 'clock' | 'dispatch'>,
  consuming: () => Consuming | undefined,
): Required<Pick<EngineCommands, ConsumptionCommand>> {
  const { clock, dispatch } = session;
  /** Whoever asks while one is being written gets that one. */
  let underWay: Promise<WrittenSnapshot> | undefined;
  return {
    'pause-consumption': () => {
      consuming()?.consumer.pause();
      dispatch({ type: 'consumer/paused', at: clock.now() });
      return null;
    },
    'resume-consumption': () => {
      consuming()?.consumer.resume();
      dispatch({ type: 'consumer/resumed', at: clock.now() });
      return null;
    },
    'export-snapshot': () => {
      underWay ??= exportSnapshot(session, consuming()).finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
    'search-artists': (question, asker) => begun(consuming()).searchArtists(question, asker),
  };
}

async function exportSnapshot(
  { clock, dispatch }: Pick<Session, 'clock' | 'dispatch'>,
  consuming: Consuming | undefined,
): Promise<WrittenSnapshot> {
  dispatch({ type: 'exports/snapshot-started', at: clock.now() });
  try {
    const snapshot = await begun(consuming).snapshot();
    const { directory, bytes } = snapshot;
    dispatch({ type: 'exports/snapshot-written', directory, bytes, at: clock.now() });
    return snapshot;
  } catch (error) {
    const failure = describeFailure(error);
    dispatch({ type: 'exports/snapshot-failed', failure, at: clock.now() });
    throw error;
  }
}

/** @throws `BROKER_UNREACHABLE` */
function begun(consuming: Consuming | undefined): Consuming {
  if (consuming !== undefined) return consuming;
  throw new ConsoleError('BROKER_UNREACHABLE', 'The consumption has not begun yet', {
    hint: 'Try again when the broker is there.',
  });
}
