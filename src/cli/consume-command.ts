import type { Config } from '../config.ts';
import { lockShared } from '../services/locks/lock.ts';
import { openConsuming } from './consuming.ts';
import { consumptionCommands } from './engine/consumption-commands.ts';
import { whileServed } from './engine/while-served.ts';
import { consumerBatchSize, openBroker, openTopics } from './open-pipeline.ts';
import { consumedResult, printResult } from './results.ts';
import { withSession } from './session.ts';
import { sparkBeside } from './spark/spark-beside.ts';
import { groupIsTaken } from './state-dir-busy.ts';

/** Consumes until told to stop; members on one state directory share the partitions. */
export function consumeCommand(config: Config): Promise<number> {
  const role = {
    command: 'consume',
    produces: false,
    consumes: true,
    isService: true,
    tellsProgress: true,
  };
  return withSession(config, role, async (session) => {
    using membership = lockShared(session.paths.groupLock(config.consumerGroup));
    if (membership === undefined) throw await groupIsTaken(config);
    const broker = await openBroker(session);
    try {
      const topic = await openTopics(session, broker);
      const consuming = await openConsuming(session, broker, topic);
      const spark = await sparkBeside({
        ...{ session, broker: () => broker, consuming: () => consuming },
        signal: session.stop.signal,
      });
      const commands = { ...consumptionCommands(session, () => consuming), ...spark?.commands };
      const served = { command: role.command, commands, broker, consuming: () => consuming, spark };
      try {
        await whileServed(session, served, async () => {
          const batchSize = consumerBatchSize(config, false);
          await consuming.consume({ batchSize }, session.stop.signal);
          printResult(consumedResult(consuming.counted(), broker, config));
        });
      } finally {
        await spark?.close();
        await consuming.close();
      }
    } finally {
      await broker.close();
    }
  });
}
