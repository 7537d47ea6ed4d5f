import { sparkError, translateTransportError } from './spark-errors.ts';

/** Pages of a master or an application, as JSON or as text. */
export type SparkPages = {
  /** @throws `SPARK_UNREACHABLE`, `SPARK_REFUSED` where it is no JSON; the signal's reason */
  json(url: URL, what: string, signal: AbortSignal): Promise<unknown>;
  /** @throws `SPARK_UNREACHABLE`, `SPARK_REFUSED`; the signal's reason */
  text(url: URL, what: string, signal: AbortSignal): Promise<string>;
};

/** Both have what they tell in memory. */
const QUIET_MS = 5_000;

export function createSparkPages({ quietMs = QUIET_MS } = {}): SparkPages {
  async function text(url: URL, what: string, signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    const { default: fetch } = await import('node-fetch');
    const quiet = AbortSignal.timeout(quietMs);
    try {
      const response = await fetch(url, {
        signal: AbortSignal.any([signal, quiet]),
        headers: { 'user-agent': 'trackdeck' },
      });
      if (!response.ok) throw notSpark(what, url, `it answers ${response.status}`);
      return await response.text();
    } catch (error) {
      signal.throwIfAborted();
      if (quiet.aborted) throw noAnswer(what, url, quietMs);
      throw translateTransportError(error, what, url.host);
    }
  }

  return {
    text,
    async json(url, what, signal) {
      const answer = await text(url, what, signal);
      try {
        return JSON.parse(answer);
      } catch {
        throw notSpark(what, url, 'it answers no JSON');
      }
    },
  };
}

function noAnswer(what: string, { host }: URL, quietMs: number) {
  const waited = `no answer for ${quietMs / 1000} s`;
  return sparkError('SPARK_UNREACHABLE', `Cannot reach ${what} at ${host} (${waited})`);
}

export function notSpark(what: string, { host }: URL, why: string) {
  return sparkError('SPARK_REFUSED', `${host} is not ${what}: ${why}`);
}
