import { type Backoff, backoffDelay } from '../../../domain/backoff.ts';
import { type ConsoleError, toConsoleError } from '../../../domain/errors.ts';
import { sleep } from '../../clock.ts';
import type { Clock } from '../../ports.ts';

const BACKOFF: Backoff = { initialMs: 250, maxMs: 5_000 };
/** A long outage is told of again and again, but not at every attempt. */
const REMINDER_MS = 30_000;

export type OutageOptions = {
  readonly clock: Clock;
  /** How long a broker may be away; `Infinity` waits for ever. */
  readonly brokerTimeoutMs: number;
  /** Ends every waiting. */
  readonly signal: AbortSignal;
  readonly onNotice: (level: 'info' | 'warning', text: string) => void;
  /** Told of every attempt that failed, and how long the next one is away. */
  readonly onAway?: (failure: ConsoleError, delayMs: number) => void;
  readonly address: string;
};

/** A broker that is away: what is said about it, and how long to wait between two attempts. */
export type Outage = {
  /** Notes a failed attempt and waits before the next; fails once it has lasted too long. */
  wait(failure: ConsoleError): Promise<void>;
  /** An attempt went through. */
  end(): void;
  /** Tries until the work is done, or fails for another reason than a broker that is away. */
  outlast<Result>(work: () => Promise<Result>): Promise<Result>;
};

export function createOutage(options: OutageOptions): Outage {
  const { clock, brokerTimeoutMs, signal, onNotice, address } = options;
  let startedAt: number | undefined;
  /** When it was last told of; never for one that is over before the second attempt. */
  let toldAt: number | undefined;
  let attempts = 0;

  function secondsSince(since: number): number {
    return Math.round((clock.now() - since) / 1000);
  }

  function tell(failure: ConsoleError, since: number): void {
    const isDue = toldAt === undefined || clock.now() - toldAt >= REMINDER_MS;
    if (attempts < 2 || !isDue) return;
    toldAt = clock.now();
    const seconds = secondsSince(since);
    const duration = seconds < 1 ? '' : ` for ${seconds} s`;
    onNotice('warning', `${failure.message}${duration}; trying again`);
  }

  function reset(): void {
    startedAt = undefined;
    toldAt = undefined;
    attempts = 0;
  }

  async function wait(failure: ConsoleError): Promise<void> {
    signal.throwIfAborted();
    startedAt ??= clock.now();
    attempts += 1;
    const left = brokerTimeoutMs - (clock.now() - startedAt);
    if (left <= 0) {
      reset();
      throw failure;
    }
    tell(failure, startedAt);
    const delay = Math.min(backoffDelay(BACKOFF, attempts, Math.random()), left);
    options.onAway?.(failure, delay);
    await sleep(delay, signal);
  }

  function end(): void {
    if (startedAt !== undefined && toldAt !== undefined) {
      onNotice('info', `Kafka at ${address} is back after ${secondsSince(startedAt)} s`);
    }
    reset();
  }

  async function outlast<Result>(work: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        const result = await work();
        end();
        return result;
      } catch (error) {
        const failure = toConsoleError(error);
        if (failure.code !== 'BROKER_UNREACHABLE') throw failure;
        await wait(failure);
      }
    }
  }

  return { wait, end, outlast };
}
