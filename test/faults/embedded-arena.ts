import { openEmbeddedBroker } from '../../src/services/broker/embedded/embedded-broker.ts';
import { systemClock } from '../../src/services/clock.ts';
import type { Broker } from '../../src/services/ports.ts';
import { readTopic } from '../support/broker/topics.ts';
import { until } from '../support/cli/until.ts';
import type { Workspace } from '../support/cli/workspace.ts';
import type { Arena } from './arena.ts';

const TOPIC = 'spotify-tracks';
const GROUP = 'spotify-analytics-group';

/** Every round has a log of its own: its state directory. */
export function openEmbeddedArena(): Arena {
  return {
    kind: 'embedded',
    brokerProcess: null,
    patienceMs: 6_000,
    openPlace: (workspace) => ({
      workspace,
      topic: TOPIC,
      flags: workspace.flags,
      options: {},
      readCommitted: (topic) => onLog(workspace, (broker) => readTopic(broker, topic)),
      moveOffsets: (share) => onLog(workspace, (broker) => moveOffsets(broker, share)),
    }),
    lastWords: async () => [],
    close: async () => undefined,
  };
}

async function onLog<Result>(
  { logPath }: Workspace,
  work: (broker: Broker) => Promise<Result>,
): Promise<Result> {
  const broker = openEmbeddedBroker({ path: logPath, clock: systemClock });
  try {
    return await work(broker);
  } finally {
    await broker.close();
  }
}

async function moveOffsets(broker: Broker, share: number): Promise<void> {
  const { partitions = [] } = (await broker.describeTopic(TOPIC)) ?? {};
  const offsets = new Map(
    partitions.map(({ partition, logEndOffset }) => [partition, Math.floor(logEndOffset * share)]),
  );
  await until('the group to be empty', async () => {
    return (await broker.describeGroup(GROUP)).members.length === 0;
  });
  if (offsets.size > 0) await broker.resetOffsets(GROUP, TOPIC, offsets);
}
