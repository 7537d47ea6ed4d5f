import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Config } from '../config.ts';
import { ConsoleError, toConsoleError } from '../domain/errors.ts';
import { systemClock } from '../services/clock.ts';
import { ensureOutputDir } from '../services/files/output-dir.ts';
import { type Lock, lockShared } from '../services/locks/lock.ts';
import { type Logger, openLogger } from '../services/log/logger.ts';
import type { Clock } from '../services/ports.ts';
import { createEventFeed, type EventFeed, TICK_MS } from '../state/event-feed.ts';
import type { Dispatch } from '../state/events.ts';
import { type ConsoleStore, createConsoleStore } from '../state/store.ts';
import type { Publishing } from './hdfs/publishing.ts';
import { whilePublishing } from './hdfs/while-publishing.ts';
import {
  eventLine,
  type HeadlessReporter,
  logEvent,
  type ProgressOutput,
  startHeadlessReporter,
} from './headless-reporter.ts';
import { type StatePaths, statePaths } from './state-paths.ts';
import { listenForStopSignals, type StopSignals, stopExitCode } from './stop-signals.ts';

/** What every command without a screen works with. */
export type Session = {
  /** Random: tells this process from every other one that was or will be served. */
  readonly id: string;
  readonly config: Config;
  readonly paths: StatePaths;
  readonly clock: Clock;
  readonly store: Pick<ConsoleStore, 'getState' | 'subscribe'>;
  /** The store's only writer; what is dispatched goes through it. */
  readonly feed: EventFeed;
  /** To the feed, the program log and, where an operator must know, to stderr. */
  readonly dispatch: Dispatch;
  readonly logger: Logger;
  readonly reporter: HeadlessReporter;
  readonly stop: StopSignals;
  /** How long something that is busy or away is tried again; a service never gives up. */
  readonly patienceMs: number;
  /** `undefined` where no exports go to HDFS. */
  readonly publishing: Publishing | undefined;
};

export type Role = {
  readonly command: string;
  readonly produces: boolean;
  readonly consumes: boolean;
  /** Runs until it is told to stop: being told is then its regular end. */
  readonly isService: boolean;
  /** Tells its progress on stderr; of an engine, screens show it. */
  readonly tellsProgress: boolean;
};

/**
 * Runs a command's work with its log, its progress and its stop signals, and puts all of that away
 * again. Returns the exit code; a stop that was asked for is no failure.
 */
export async function withSession(
  config: Config,
  role: Role,
  work: (session: Session) => Promise<void>,
): Promise<number> {
  const paths = statePaths(config.stateDir);
  const lock = shareState(config, paths);
  const logger = openLogger({
    stateDir: config.stateDir,
    level: config.logLevel,
    onFailure: (failure) => {
      const text = `${toConsoleError(failure).message}; the log's lines are lost until it can be written`;
      dispatch({ type: 'notice/raised', level: 'warning', text, at: clock.now() });
    },
  });
  const store = createConsoleStore();
  const clock = systemClock;
  const feed = createEventFeed({ store, clock });
  feed.tick();
  const ticks = setInterval(() => feed.tick(), TICK_MS);
  const reporter = startHeadlessReporter({ store, clock, output: stderrOutput(), role });
  const stop = listenForStopSignals((asker) => {
    const more = asker === 'SIGINT' ? '; Ctrl+C again leaves at once' : '';
    reporter.say(`${asker}: stopping at the next batch boundary${more}`);
  });
  const dispatch: Dispatch = (event) => {
    feed.dispatch(event);
    logEvent(logger, event);
    const line = eventLine(event);
    if (line !== null) reporter.say(line);
  };
  logger.log('info', 'session/started', { command: role.command, host: hostname() });
  try {
    if (role.produces || role.consumes) await ensureOutputDir(config.outputDir);
    const patienceMs = role.isService
      ? Number.POSITIVE_INFINITY
      : config.brokerTimeoutSeconds * 1000;
    const session = {
      id: randomUUID(),
      ...{ config, paths, clock, store, feed, dispatch, logger, reporter, stop, patienceMs },
    };
    await whilePublishing(session, role, (publishing) => work({ ...session, publishing }));
    const received = stop.received();
    return received === undefined ? 0 : stopExitCode(received, role.isService);
  } catch (error) {
    const received = stop.received();
    if (received !== undefined && toConsoleError(error).code === 'INTERRUPTED') {
      return stopExitCode(received, role.isService);
    }
    const stack = error instanceof Error ? error.stack : undefined;
    logger.log('error', 'session/failed', { error: toConsoleError(error).message, stack });
    throw error;
  } finally {
    clearInterval(ticks);
    feed.tick();
    reporter.stop();
    stop.dispose();
    logger.log('info', 'session/ended');
    logger.close();
    lock.release();
  }
}

function shareState({ stateDir }: Config, paths: StatePaths): Lock {
  const lock = lockShared(paths.stateLock);
  if (lock !== undefined) return lock;
  throw new ConsoleError('STATE_DIR_BUSY', `The state directory ${stateDir} is being cleaned`, {
    hint: 'Try again when that has ended, or choose another directory with --state-dir.',
    context: { stateDir },
  });
}

function stderrOutput(): ProgressOutput {
  const { stderr } = process;
  return {
    isTerminal: stderr.isTTY,
    get width() {
      return stderr.columns ?? 80;
    },
    write: (text) => {
      stderr.write(text);
    },
  };
}
