import type { Config } from '../config.ts';
import { ingest } from '../state/commands/ingest.ts';
import { requireWhole, steerIngest } from './engine/steered-ingest.ts';
import { whileServed } from './engine/while-served.ts';
import { openDataset } from './open-dataset.ts';
import { ingestDeps, ingestOptions, openBroker, openTopics } from './open-pipeline.ts';
import { lockRejects } from './output-locks.ts';
import { printResult, producedResult } from './results.ts';
import { withSession } from './session.ts';

/** Publishes the data set and ends with one line of JSON on stdout. */
export function produceCommand(config: Config): Promise<number> {
  const role = {
    command: 'produce',
    produces: true,
    consumes: false,
    isService: false,
    tellsProgress: true,
  };
  return withSession(config, role, async (session) => {
    const source = await openDataset(session, session.stop.signal);
    using _rejects = lockRejects(session, source);
    const broker = await openBroker(session);
    const { gate, signal, commands } = steerIngest(session);
    const served = { command: role.command, commands, broker, consuming: () => undefined };
    try {
      await whileServed(session, served, async () => {
        const startedAt = session.clock.now();
        await openTopics(session, broker);
        const deps = ingestDeps(session, { source, broker, gate });
        const ledger = await ingest(deps, ingestOptions(session), signal);
        const { publishedNow } = session.store.getState().producer;
        const durationMs = session.clock.now() - startedAt;
        printResult(producedResult(ledger, { publishedNow, durationMs, broker: broker.kind }));
        requireWhole(ledger, session);
      });
    } finally {
      await broker.close();
    }
  });
}
