import { sleep } from '../../services/clock.ts';
import type { Broker } from '../../services/ports.ts';
import type { Consuming } from '../consuming.ts';
import { type Offer, type ServedEngine, serveEngine } from '../serve-engine.ts';
import type { Session } from '../session.ts';
import { observePipeline } from './observers.ts';

type Served = Pick<Offer, 'command' | 'commands'> & {
  readonly broker: Broker;
  readonly consuming: () => Consuming | undefined;
};

const LOCK_POLL_MS = 2_000;

/**
 * Does a command's work while screens and scripts can look at it and steer it: from the start, or
 * as soon as no other process on the state directory is served any more.
 */
export async function whileServed(
  session: Session,
  { command, commands, ...observed }: Served,
  work: () => Promise<void>,
): Promise<void> {
  const end = new AbortController();
  const stopping = AbortSignal.any([session.stop.signal, end.signal]);
  const serve = () => serveEngine(session, { command, commands, stopping });
  const first = await serve();
  if (first === undefined) session.logger.log('info', 'engine/served-by-another-process');
  const serving = first ?? serveWhenFree(serve, end.signal);
  observePipeline(session, observed, end.signal);
  let thrown: unknown;
  try {
    await work();
  } catch (error) {
    thrown = error;
    throw error;
  } finally {
    end.abort();
    await (await serving)?.close(thrown);
  }
}

/** Another engine may end while the work goes on, which a failure to take its place is no harm to. */
async function serveWhenFree(
  serve: () => Promise<ServedEngine | undefined>,
  signal: AbortSignal,
): Promise<ServedEngine | undefined> {
  while (!signal.aborted) {
    await sleep(LOCK_POLL_MS, signal).catch(() => {});
    if (signal.aborted) break;
    const served = await serve().catch(() => undefined);
    if (served !== undefined) return served;
  }
  return undefined;
}
