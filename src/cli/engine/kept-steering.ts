import { toConsoleError } from '../../domain/errors.ts';
import { formatCount, formatDuration } from '../../domain/format.ts';
import type { EngineCommands } from '../../engine/protocol.ts';
import type { ProductionGate } from '../../state/commands/production-gate.ts';
import type { Session } from '../session.ts';
import { NOTHING_SET, readSteering, type Steering, writeSteering } from './steering-file.ts';

type KeptCommand = 'pause-consumption' | 'resume-consumption' | 'limit-rate';
type KeptCommands = Required<Pick<EngineCommands, KeptCommand>>;

type SteeringSession = Pick<Session, 'config' | 'paths' | 'clock' | 'store' | 'dispatch'>;

/**
 * Sets again what was set on the engine before, however that one ended: a pause or a limit holds
 * until the operator takes it back, and a crash in the night must not.
 */
export function restoreSteering(session: SteeringSession, gate: ProductionGate): void {
  const { config, clock, dispatch } = session;
  const { pausedGroups, rowsPerSecond } = stored(session);
  const pausedSince = pausedGroups[config.consumerGroup];
  const say = (text: string) =>
    dispatch({ type: 'notice/raised', level: 'warning', text, at: clock.now() });
  if (pausedSince !== undefined) {
    dispatch({ type: 'consumer/paused', at: pausedSince });
    // No time of day: a screen shows its own zone's, and the pause may be of another day.
    const before = formatDuration(clock.now() - pausedSince);
    say(`The consumption is still paused, since ${before} before this engine was started`);
  }
  if (rowsPerSecond !== null) {
    gate.limit(rowsPerSecond);
    dispatch({ type: 'ingest/rate-limited', rowsPerSecond, at: clock.now() });
    const limit = `${formatCount(rowsPerSecond)} rows/s`;
    say(`The ingestion is still limited to ${limit}, as before this engine was started`);
  }
}

/** The same commands; what they set outlives the engine. */
export function keepingSteering(session: SteeringSession, commands: KeptCommands): KeptCommands {
  const keep = async (setting: null | Promise<null>) => {
    await setting;
    store(session);
    return null;
  };
  return {
    'pause-consumption': (input, asker) => keep(commands['pause-consumption'](input, asker)),
    'resume-consumption': (input, asker) => keep(commands['resume-consumption'](input, asker)),
    'limit-rate': (input, asker) => keep(commands['limit-rate'](input, asker)),
  };
}

function stored(session: SteeringSession): Steering {
  try {
    return readSteering(session.paths.steering);
  } catch {
    warn(session, `${session.paths.steering} cannot be read: a pause or a limit of before is gone`);
    return NOTHING_SET;
  }
}

function store(session: SteeringSession): void {
  const { producer, consumer } = session.store.getState();
  const group = session.config.consumerGroup;
  const { [group]: _, ...others } = stored(session).pausedGroups;
  const since = consumer.pausedSince;
  const pausedGroups = since === null ? others : { ...others, [group]: since };
  const rowsPerSecond = producer.rowsPerSecondLimit;
  try {
    writeSteering(session.paths.steering, { pausedGroups, rowsPerSecond });
  } catch (error) {
    const { message } = toConsoleError(error);
    warn(session, `It holds, but not beyond the end of this engine: ${message}`);
  }
}

function warn({ clock, dispatch }: SteeringSession, text: string): void {
  dispatch({ type: 'notice/raised', level: 'warning', text, at: clock.now() });
}
