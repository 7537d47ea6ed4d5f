import { type Admin, ConfigResourceTypes } from '@platformatic/kafka';
import { ConsoleError } from '../../../domain/errors.ts';
import type { PartitionOffsets, TopicDescription, TopicSpec } from '../../ports.ts';
import type { AdminCall } from './admin-call.ts';
import { findTopic, LATEST_COMMITTED, listOffsets, type OffsetKind } from './cluster-queries.ts';
import { protocolErrorOf, serverMessageOf } from './kafka-errors.ts';

/** Kafka's default of `max.message.bytes`, where the cluster does not tell. */
const DEFAULT_MAX_MESSAGE_BYTES = 1_048_588;
/** Says that the cluster decides. */
const DEFAULT_REPLICATION = -1;
const TOPIC_RESOURCE = ConfigResourceTypes.TOPIC;

/** What a producer must know of a topic. */
export type TopicLimits = {
  readonly partitions: number;
  /** How many have a copy of any partition, and so may lead one. */
  readonly brokers: number;
  /** Longest batch the topic takes, in bytes, headers included. */
  readonly maxMessageBytes: number;
};

export type TopicAdmin = {
  ensure(spec: TopicSpec, configs?: Readonly<Record<string, string>>): Promise<TopicDescription>;
  /**
   * @param end - what counts as the log end: all that is there, or, as a rule, only what is committed.
   */
  describe(name: string, end?: OffsetKind): Promise<TopicDescription | undefined>;
  delete(name: string): Promise<void>;
  /** @throws `TOPIC_MISSING` */
  limits(name: string): Promise<TopicLimits>;
  /** A setting of the topic; `undefined` where this user may not see it. */
  setting(name: string, setting: string): Promise<string | undefined>;
};

export function createTopicAdmin(call: AdminCall): TopicAdmin {
  async function describe(
    name: string,
    end: OffsetKind = LATEST_COMMITTED,
  ): Promise<TopicDescription | undefined> {
    const found = await call({ topic: name }, (admin) => findTopic(admin, name));
    if (found === undefined) return undefined;
    const [starts, ends] = await call({ topic: name }, (admin) =>
      Promise.all([
        listOffsets(admin, name, found.partitionsCount, 'earliest'),
        listOffsets(admin, name, found.partitionsCount, end),
      ]),
    );
    const partitions = starts.map(
      (logStartOffset, partition): PartitionOffsets => ({
        partition,
        logStartOffset,
        logEndOffset: ends[partition] ?? logStartOffset,
      }),
    );
    return { name, topicId: found.id, partitions };
  }

  async function setting(name: string, key: string): Promise<string | undefined> {
    const resource = {
      resourceType: TOPIC_RESOURCE,
      resourceName: name,
      configurationKeys: [key],
    };
    try {
      const [found] = await call({ topic: name }, (admin) =>
        admin.describeConfigs({ resources: [resource] }),
      );
      return found?.configs.find((config) => config.name === key)?.value ?? undefined;
    } catch (error) {
      if (error instanceof ConsoleError && error.code === 'BROKER_REFUSED') return undefined;
      throw error;
    }
  }

  return {
    describe,
    setting,
    ensure: async (spec, configs = {}) => {
      const existing = await describe(spec.name);
      if (existing !== undefined) return existing;
      await call({ topic: spec.name }, (admin) => create(admin, spec, configs));
      return await untilDescribed(() => describe(spec.name));
    },
    delete: async (name) => {
      const idOf = async () => (await call({ topic: name }, (admin) => findTopic(admin, name)))?.id;
      const id = await idOf();
      await call({ topic: name }, (admin) => remove(admin, name));
      if (id !== undefined) await untilForgotten(name, async () => (await idOf()) !== id);
    },
    limits: async (name) => {
      const found = await call({ topic: name }, (admin) => findTopic(admin, name));
      if (found === undefined) throw topicMissing(name);
      const maxMessageBytes = Number(
        (await setting(name, 'max.message.bytes')) ?? DEFAULT_MAX_MESSAGE_BYTES,
      );
      const replicas = Object.values(found.partitions).flatMap((partition) => partition.replicas);
      const brokers = new Set(replicas).size;
      return { partitions: found.partitionsCount, brokers, maxMessageBytes };
    },
  };
}

export function topicMissing(name: string): ConsoleError {
  return new ConsoleError('TOPIC_MISSING', `Topic ${name} is not in the Kafka cluster`, {
    hint: 'A producer creates it; check the name given with --topic.',
    context: { topic: name },
  });
}

/** Under whoever read it. */
export function topicReplaced(name: string, isThereAgain: boolean): ConsoleError {
  const what = isThereAgain ? 'deleted and made again' : 'deleted';
  return new ConsoleError('TOPIC_MISSING', `Topic ${name} was ${what} while it was read`, {
    hint: 'What was counted of it stays in its exports; the next start counts the new one from its beginning.',
    context: { topic: name },
  });
}

async function create(
  admin: Admin,
  spec: TopicSpec,
  configs: Readonly<Record<string, string>>,
): Promise<void> {
  const { name, partitions, replicationFactor, retentionMs } = spec;
  const settings = { 'retention.ms': String(retentionMs ?? -1), ...configs };
  try {
    await admin.createTopics({
      topics: [name],
      partitions,
      replicas: replicationFactor ?? DEFAULT_REPLICATION,
      configs: Object.entries(settings).map(([key, value]) => ({ name: key, value })),
    });
  } catch (error) {
    const reason = protocolErrorOf(error);
    if (reason === 'TOPIC_ALREADY_EXISTS') return;
    if (reason === undefined || !CREATION_REFUSALS.has(reason)) throw error;
    throw topicNotCreated(spec, settings, reason, error);
  }
}

const CREATION_REFUSALS = new Set([
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'POLICY_VIOLATION',
  'INVALID_REPLICATION_FACTOR',
  'INVALID_PARTITIONS',
  'INVALID_CONFIG',
  'INVALID_TOPIC_EXCEPTION',
  'INVALID_REQUEST',
]);

function topicNotCreated(
  { name, partitions, replicationFactor }: TopicSpec,
  settings: Readonly<Record<string, string>>,
  reason: string,
  cause: unknown,
): ConsoleError {
  const entry = [name, partitions, replicationFactor ?? []].flat().join(':');
  const why = serverMessageOf(cause) ?? reason;
  const wanted = [
    partitions === 1 ? '1 partition' : `${partitions} partitions`,
    ...Object.entries(settings).map(([key, value]) => `${key}=${value}`),
  ].join(', ');
  return new ConsoleError('TOPIC_NOT_CREATED', `Kafka refused to create topic ${name}: ${why}`, {
    hint: `Have an administrator create it with ${wanted}, or change KAFKA_CREATE_TOPICS (now ${entry}).`,
    cause,
    context: { topic: name, reason },
  });
}

async function remove(admin: Admin, name: string): Promise<void> {
  try {
    await admin.deleteTopics({ topics: [name] });
  } catch (error) {
    if (protocolErrorOf(error) !== 'UNKNOWN_TOPIC_OR_PARTITION') throw error;
  }
}

/** Whoever makes a topic of that name right after must not be given the old one. */
async function untilForgotten(name: string, isGone: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < DESCRIBE_ATTEMPTS; attempt += 1) {
    if (await isGone()) return;
    await new Promise((resolve) => setTimeout(resolve, DESCRIBE_INTERVAL_MS));
  }
  throw new ConsoleError(
    'BROKER_UNREACHABLE',
    `The cluster still shows topic ${name}, which it removed`,
  );
}

const DESCRIBE_ATTEMPTS = 100;
const DESCRIBE_INTERVAL_MS = 50;

/** A topic just created is not at once known to every broker. */
async function untilDescribed(
  describe: () => Promise<TopicDescription | undefined>,
): Promise<TopicDescription> {
  for (let attempt = 0; attempt < DESCRIBE_ATTEMPTS; attempt += 1) {
    const description = await describe();
    if (description !== undefined) return description;
    await new Promise((resolve) => setTimeout(resolve, DESCRIBE_INTERVAL_MS));
  }
  throw new ConsoleError('BROKER_UNREACHABLE', 'The cluster does not show a topic it created');
}
