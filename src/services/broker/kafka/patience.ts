import { ConsoleError } from '../../../domain/errors.ts';

/** From the moment everything is to end: longer than a healthy cluster takes over a commit. */
const LAST_WAIT_MS = 4_000;
/** As long as a single request may take. */
const ANSWER_MS = 30_000;

/**
 * How long the answer to a question is waited for. Clients of a cluster that is there and says
 * nothing, as behind a broken network, try again by themselves for minutes.
 */
export type Patience = {
  /**
   * What the work comes to; the work itself goes on, whatever comes of the waiting.
   *
   * @throws `BROKER_UNREACHABLE` after 30 s, or 4 s after everything is to end
   */
  answered<Result>(work: Promise<Result>): Promise<Result>;
  /** The same for work that has a limit of its own. */
  untilEnd<Result>(work: Promise<Result>): Promise<Result>;
};

type PatienceOptions = {
  readonly address: string;
  /** Aborts when everything is to end. */
  readonly ending: AbortSignal;
};

export function createPatience({ address, ending }: PatienceOptions): Patience {
  const gaveUp = new AbortController();
  const giveUpSoon = () => {
    setTimeout(() => gaveUp.abort(), LAST_WAIT_MS).unref();
  };
  if (ending.aborted) giveUpSoon();
  else ending.addEventListener('abort', giveUpSoon, { once: true });

  async function wait<Result>(work: Promise<Result>, limitMs: number | null): Promise<Result> {
    const silence = Promise.withResolvers<never>();
    const giveUp = () => silence.reject(noAnswer(address));
    const timer = limitMs === null ? undefined : setTimeout(giveUp, limitMs);
    gaveUp.signal.addEventListener('abort', giveUp, { once: true });
    if (gaveUp.signal.aborted) giveUp();
    try {
      return await Promise.race([work, silence.promise]);
    } finally {
      clearTimeout(timer);
      gaveUp.signal.removeEventListener('abort', giveUp);
    }
  }

  return {
    answered: (work) => wait(work, ANSWER_MS),
    untilEnd: (work) => wait(work, null),
  };
}

function noAnswer(address: string): ConsoleError {
  return new ConsoleError('BROKER_UNREACHABLE', `Kafka at ${address} does not answer`, {
    hint: 'Look whether the broker is overloaded, or the way to it broken.',
    context: { address },
  });
}
