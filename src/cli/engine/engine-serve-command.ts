import type { Config } from '../../config.ts';
import { sleep } from '../../services/clock.ts';
import { lockShared } from '../../services/locks/lock.ts';
import type { Broker } from '../../services/ports.ts';
import { ProductionGate } from '../../state/commands/production-gate.ts';
import { openBroker } from '../open-pipeline.ts';
import { lockOnlyEngine, serveUnderLock } from '../serve-engine.ts';
import { withSession } from '../session.ts';
import { sparkBeside } from '../spark/spark-beside.ts';
import { groupIsTaken } from '../state-dir-busy.ts';
import { createConsumption } from './consumption.ts';
import { consumptionCommands } from './consumption-commands.ts';
import { createIngestion } from './ingestion.ts';
import { keepingSteering, restoreSteering } from './kept-steering.ts';
import { observePipeline } from './observers.ts';
import { productionCommands } from './production-commands.ts';
import { recallExports } from './recall-exports.ts';

/**
 * The engine: consumes from the start, publishes when told to, and serves its API until it is told
 * to stop. A broker that is away is waited for, with the API open to show it.
 */
export function engineServeCommand(config: Config): Promise<number> {
  const role = {
    command: 'engine',
    produces: true,
    consumes: true,
    isService: true,
    tellsProgress: false,
  };
  return withSession(config, role, async (session) => {
    using membership = lockShared(session.paths.groupLock(config.consumerGroup));
    if (membership === undefined) throw await groupIsTaken(config);
    using lock = await lockOnlyEngine(session, role.command);
    const job = new AbortController();
    const signal = AbortSignal.any([session.stop.signal, job.signal]);
    const gate = new ProductionGate({ clock: session.clock, sleep });
    let broker: Broker | undefined;
    const consumption = createConsumption(session);
    const ingestion = createIngestion({ session, gate, broker: () => broker, signal });
    const spark = await sparkBeside({
      ...{ session, signal, consuming: consumption.current },
      broker: () => broker,
    });
    const steering = {
      ...productionCommands(session, gate),
      ...consumptionCommands(session, consumption.current),
    };
    const commands = {
      ...ingestion.commands,
      ...steering,
      ...keepingSteering(session, steering),
      ...spark?.commands,
    };
    restoreSteering(session, gate);
    const server = await serveUnderLock(session, lock, {
      command: role.command,
      commands,
      stopping: signal,
    });
    let thrown: unknown;
    try {
      void recallExports(session);
      broker = await openBroker(session);
      observePipeline(session, { broker, consuming: consumption.current, spark }, signal);
      await consumption.run(broker, signal);
    } catch (error) {
      thrown = error;
      throw error;
    } finally {
      job.abort();
      await Promise.all([ingestion.ended(), spark?.close()]);
      await broker?.close();
      await server.close(thrown);
    }
  });
}
