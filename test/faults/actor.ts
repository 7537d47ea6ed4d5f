import { setTimeout } from 'node:timers/promises';
import type { Checkpoint } from '../../src/services/checkpoints.ts';
import { type CliOptions, type RunningCli, startCli } from '../support/cli/start-cli.ts';
import type { Place } from './arena.ts';
import { type FaultAt, readTrace, withFaults } from './fault-order.ts';

export type Role = 'run' | 'produce' | 'consume' | 'engine';

/** A process of a round. */
export type Actor = {
  readonly role: Role;
  readonly process: RunningCli;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** How often it has passed a checkpoint, and when it first did. */
  passed(checkpoint: Checkpoint): { readonly times: number; readonly firstAt: number | null };
  /** Ends it if need be; fails when it ends in a way that nobody asked for. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
};

export type Pace = 'full' | 'bursts' | 'slow' | 'crawling';

export type ActorOptions = {
  readonly role: Role;
  readonly place: Place;
  readonly dataset: string;
  readonly at: FaultAt | null;
  /** Of publishing: as fast as it can, in large and in small batches; so that a death falls within the work; or so that another can start meanwhile. */
  readonly pace: Pace;
  /** Options of Node and variables beside those of the place. */
  readonly extra?: CliOptions;
};

const COMMANDS: Readonly<Record<Role, readonly string[]>> = {
  run: ['run'],
  produce: ['produce'],
  consume: ['consume'],
  engine: ['engine', 'serve'],
};
const SMALL_BATCHES = ['--batch-size', '100', '--delay-between-batches'];
const PACES: Readonly<Record<Pace, readonly string[]>> = {
  full: [],
  bursts: ['--batch-size', '20'],
  slow: [...SMALL_BATCHES, '0.03'],
  crawling: [...SMALL_BATCHES, '0.4'],
};
/** Far more than a stop may take; how long it takes is for other tests to see. */
const STOP_LIMIT_MS = 30_000;

let actors = 0;

export function startActor({ role, place, dataset, at, pace, extra }: ActorOptions): Actor {
  actors += 1;
  const trace = place.workspace.path(`trace-${actors}`);
  const source = role === 'consume' ? [] : ['--dataset', dataset];
  const speed = role === 'consume' ? [] : PACES[pace];
  const args = [...COMMANDS[role], ...source, ...place.flags, ...speed, '--stats-interval', '1'];
  const options = {
    ...place.options,
    ...extra,
    env: { ...place.options.env, ...extra?.env },
    // The round ends all that it has started.
    atEnd: () => undefined,
  };
  const startedAt = Date.now();
  const running = startCli(args, withFaults(options, { trace, at }));
  let wasToldToStop = false;

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (!running.hasExited()) {
      wasToldToStop ||= signal === 'SIGTERM';
      running.kill(signal);
    }
    const stop = new AbortController();
    const exit = await Promise.race([
      running.exited,
      setTimeout(STOP_LIMIT_MS, undefined, { signal: stop.signal, ref: false }),
    ]);
    stop.abort();
    if (exit === undefined) {
      running.kill('SIGKILL');
      throw new Error(
        `${role} did not end within ${STOP_LIMIT_MS} ms of ${signal}:\n${running.stderr()}`,
      );
    }
    // Told to stop before it listens, it ends by the signal itself, with nothing begun.
    if (exit.signal === 'SIGKILL' || (exit.signal === 'SIGTERM' && wasToldToStop)) return;
    if (isRegular(role, exit.exitCode, wasToldToStop)) return;
    throw new Error(`${role} ended with ${exit.exitCode ?? exit.signal}:\n${exit.stderr}`);
  }

  return {
    role,
    process: running,
    startedAt,
    passed(checkpoint) {
      const passes = readTrace(trace).filter((passed) => passed.checkpoint === checkpoint);
      return { times: passes.length, firstAt: passes[0]?.at ?? null };
    },
    end,
  };
}

function isRegular(role: Role, exitCode: number | null, wasToldToStop: boolean): boolean {
  if (role === 'run' || role === 'produce') {
    return exitCode === 0 || (wasToldToStop && exitCode === 143);
  }
  return wasToldToStop && exitCode === 0;
}
