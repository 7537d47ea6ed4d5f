import { ConsoleError } from '../../domain/errors.ts';
import type { Broker, Clock, GroupDescription } from '../../services/ports.ts';
import type { Dispatch, PartitionFacts } from '../events.ts';
import type { TopicSlice } from '../slices/topic.ts';
import type { Sleep } from './backoff.ts';
import { describeFailure } from './failure.ts';
import type { Look } from './observe.ts';

type TopicLookDeps = {
  readonly broker: Pick<Broker, 'describeTopic' | 'committedOffsets' | 'describeGroup'>;
  readonly topic: string;
  readonly group: string;
  /** The group is asked for at every so many looks only: it costs more, and changes less. */
  readonly looksPerGroup: number;
  /** When the next look comes, in ms, to be told when this one fails. */
  readonly intervalMs: number;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly getTopic: () => TopicSlice;
  readonly dispatch: Dispatch;
};

/** Clients wait for an answer for much longer than an operator should without a word. */
const ANSWER_MS = 5_000;

/** Offsets, group and owners as the broker tells them; dispatched when something has changed. */
export function createTopicLook(deps: TopicLookDeps): Look {
  const { broker, topic, group: groupId, clock, getTopic, dispatch } = deps;
  let looks = 0;
  let group: GroupDescription | undefined;

  /** `undefined` before the topic is made. */
  async function factsOf(): Promise<readonly PartitionFacts[] | undefined> {
    const description = await broker.describeTopic(topic);
    if (description === undefined) {
      if (getTopic() === null) return undefined;
      throw topicIsMissing(topic);
    }
    const committed = await broker.committedOffsets(groupId, topic);
    if (looks % deps.looksPerGroup === 0) group = await broker.describeGroup(groupId);
    looks += 1;
    return description.partitions.map(({ partition, logStartOffset, logEndOffset }) => ({
      partition,
      logStartOffset,
      logEndOffset,
      committedOffset: committed.get(partition)?.offset ?? null,
      owner:
        group?.members.find((member) => member.partitions.includes(partition))?.clientId ?? null,
    }));
  }

  /** @param nextInMs - until it is asked again; 0 while the question is still open */
  function tellAway(thrown: unknown, since: number, nextInMs: number): void {
    const at = clock.now();
    const retryAt = at + nextInMs;
    dispatch({ type: 'topic/unreachable', failure: describeFailure(thrown), since, retryAt, at });
  }

  /** Who waits for an answer is silent too, and may be so for minutes. */
  function tellSilence(askedAt: number): void {
    const failure = noAnswer();
    tellAway(failure, askedAt, 0);
    const text = `${failure.message} from the broker; waiting for it`;
    dispatch({ type: 'notice/raised', level: 'warning', text, at: clock.now() });
  }

  return async (signal) => {
    const answer = new AbortController();
    const patience = AbortSignal.any([signal, answer.signal]);
    const askedAt = clock.now();
    deps.sleep(ANSWER_MS, patience).then(
      () => tellSilence(askedAt),
      () => {},
    );
    try {
      const partitions = await factsOf();
      const members = group?.members.length ?? 0;
      if (partitions === undefined) return;
      if (isKnown(getTopic(), partitions, members)) return;
      dispatch({ type: 'topic/described', partitions, members, at: clock.now() });
    } catch (error) {
      if (!signal.aborted) tellAway(error, askedAt, deps.intervalMs);
    } finally {
      answer.abort();
    }
  };
}

function isKnown(known: TopicSlice, partitions: readonly PartitionFacts[], members: number) {
  if (known === null || known.unreachable !== null || known.members !== members) return false;
  return JSON.stringify(known.partitions) === JSON.stringify(partitions);
}

function noAnswer(): ConsoleError {
  return new ConsoleError('BROKER_UNREACHABLE', `No answer for ${ANSWER_MS / 1000} s`, {
    hint: 'Look whether the broker is overloaded, or the way to it broken.',
  });
}

function topicIsMissing(topic: string): ConsoleError {
  return new ConsoleError('TOPIC_MISSING', `There is no topic ${topic}`, {
    hint: 'It is created when the consumption starts again, or by trackdeck produce.',
    context: { topic },
  });
}
