import type { Config } from '../config.ts';
import { ingest } from '../state/commands/ingest.ts';
import { openDataset } from './open-dataset.ts';
import { ingestDeps, ingestOptions, openBroker } from './open-pipeline.ts';
import { lockRejects } from './output-locks.ts';
import { printResult, producedResult } from './results.ts';
import { withSession } from './session.ts';

/** Publishes the data set and ends with one line of JSON on stdout. */
export function produceCommand(config: Config): Promise<number> {
  const role = { command: 'produce', produces: true, consumes: false };
  return withSession(config, role, async (session) => {
    const { signal } = session.stop;
    const source = await openDataset(session, signal);
    using _rejects = lockRejects(session, source);
    const broker = await openBroker(session);
    try {
      const startedAt = session.clock.now();
      const ledger = await ingest(
        ingestDeps(session, source, broker),
        ingestOptions(config),
        signal,
      );
      const { publishedNow } = session.store.getState().producer;
      const durationMs = session.clock.now() - startedAt;
      printResult(producedResult(ledger, { publishedNow, durationMs, broker: broker.kind }));
    } finally {
      await broker.close();
    }
  });
}
