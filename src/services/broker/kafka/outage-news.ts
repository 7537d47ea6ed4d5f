import type { ConsoleError } from '../../../domain/errors.ts';
import type { Clock } from '../../ports.ts';

/** A long outage is told of again and again, but not at every attempt. */
const REMINDER_MS = 30_000;

/** What an operator is told of a broker that is away, once, however many wait for it. */
export type OutageNews = {
  /**
   * An attempt failed. The first of somebody is not told: it may be over before the second.
   *
   * @param begunAt - when the attempt began
   * @param attempts - of this somebody, from 1
   */
  failed(failure: ConsoleError, begunAt: number, attempts: number): void;
  /** The broker has answered somebody. */
  ended(): void;
};

export type OutageNewsOptions = {
  readonly clock: Clock;
  readonly onNotice: (level: 'info' | 'warning', text: string) => void;
  readonly address: string;
};

export function createOutageNews(options: OutageNewsOptions): OutageNews {
  const { clock, onNotice, address } = options;
  let since: number | undefined;
  let toldAt: number | undefined;
  const secondsAway = (from: number) => Math.round((clock.now() - from) / 1000);

  return {
    failed({ message }, begunAt, attempts) {
      since = Math.min(since ?? begunAt, begunAt);
      const isDue = toldAt === undefined || clock.now() - toldAt >= REMINDER_MS;
      if (attempts < 2 || !isDue) return;
      toldAt = clock.now();
      const seconds = secondsAway(since);
      const duration = seconds < 1 ? '' : ` for ${seconds} s`;
      onNotice('warning', `${message}${duration}; trying again`);
    },
    ended() {
      if (since !== undefined && toldAt !== undefined) {
        onNotice('info', `Kafka at ${address} is back after ${secondsAway(since)} s`);
      }
      since = undefined;
      toldAt = undefined;
    },
  };
}
