import type { Config } from '../../config.ts';
import { systemClock } from '../../services/clock.ts';
import type { Broker } from '../../services/ports.ts';
import { eventLine } from '../headless-reporter.ts';
import { openKafka } from '../open-kafka.ts';
import { listenForStopSignals } from '../stop-signals.ts';

/** A connection that ends its waiting at the first stop signal. */
export type OpenedCluster = { readonly broker: Broker; close(): Promise<void> };

/**
 * The cluster to clean. Nothing is logged: the log is among what goes.
 *
 * @throws `BROKER_UNREACHABLE` when it was away for BROKER_TIMEOUT, `BROKER_REFUSED`
 */
export async function openCluster(
  config: Config,
  bootstrapServers: string,
): Promise<OpenedCluster> {
  const stop = listenForStopSignals(() => undefined);
  try {
    const broker = await openKafka(
      {
        config,
        clock: systemClock,
        stop,
        logger: { log: () => undefined, close: () => undefined },
        dispatch(event) {
          const line = eventLine(event);
          if (line !== null) process.stderr.write(`${line}\n`);
        },
        patienceMs: config.brokerTimeoutSeconds * 1000,
      },
      bootstrapServers,
    );
    return {
      broker,
      async close() {
        stop.dispose();
        await broker.close();
      },
    };
  } catch (error) {
    stop.dispose();
    throw error;
  }
}
