import type { Config } from '../../config.ts';
import type { Broker } from '../../services/ports.ts';
import { openBroker } from '../open-pipeline.ts';
import { type Session, withSession } from '../session.ts';

/** Runs work on the broker of this configuration alone; nothing is created there. */
export function withBroker(
  config: Config,
  command: string,
  work: (session: Session, broker: Broker) => Promise<void>,
): Promise<number> {
  const role = {
    command,
    produces: false,
    consumes: false,
    isService: false,
    tellsProgress: false,
  };
  return withSession(config, role, async (session) => {
    const broker = await openBroker(session, 'refuse');
    try {
      await work(session, broker);
    } finally {
      await broker.close();
    }
  });
}
