import { expect, onTestFinished, test } from 'vitest';
import { createGroupCoordinator } from '../../../../../src/services/broker/embedded/group-coordinator.ts';
import { createGroupOffsets } from '../../../../../src/services/broker/embedded/group-offsets.ts';
import { openLogFile } from '../../../../../src/services/broker/embedded/log-file.ts';
import { createTopicCatalog } from '../../../../../src/services/broker/embedded/topic-catalog.ts';
import { temporaryLogPath } from '../../../../support/broker/temporary-log.ts';
import { topicSpec } from '../../../../support/broker/topics.ts';

const SESSION_TIMEOUT_MS = 1_000;

/** A group on a topic of four partitions, and a clock that stands still until it is set. */
function createGroup() {
  const log = openLogFile({ path: temporaryLogPath() });
  onTestFinished(() => log.close());
  const catalog = createTopicCatalog(log);
  const offsets = createGroupOffsets(log);
  const sessionClock = { timeMs: 50_000, now: () => sessionClock.timeMs };
  const coordinator = createGroupCoordinator({ log, catalog, offsets, sessionClock });
  catalog.ensure(topicSpec('topic', 4));
  const topic = catalog.require('topic');
  const join = (clientId: string) =>
    coordinator.join({
      groupId: 'group',
      topic,
      clientId,
      sessionTimeoutMs: SESSION_TIMEOUT_MS,
    });
  return { coordinator, sessionClock, join };
}

test('a partition is free for its new owner only when the old one has released it', () => {
  const { coordinator, join } = createGroup();
  const first = join('first');
  coordinator.claim(first);
  const second = join('second');

  const claimedTooSoon = coordinator.claim(second).partitions;
  const given = [0, 1, 2, 3].filter((each) => !coordinator.view(first).assigned.includes(each));
  coordinator.release(first, given);
  const claimed = coordinator.claim(second).partitions;

  expect(claimedTooSoon).toEqual([]);
  expect(claimed).toEqual(given);
});

test('a member without a heartbeat for its session timeout loses everything to the others', () => {
  const { coordinator, sessionClock, join } = createGroup();
  const dead = join('dead');
  coordinator.claim(dead);
  const alive = join('alive');

  sessionClock.timeMs += SESSION_TIMEOUT_MS;
  coordinator.heartbeat(alive);
  const stillMember = coordinator.view(dead).isMember;
  sessionClock.timeMs += 1;
  coordinator.heartbeat(alive);

  expect([stillMember, coordinator.view(dead).isMember]).toEqual([true, false]);
  expect(coordinator.claim(alive).partitions).toEqual([0, 1, 2, 3]);
});

test('a heartbeat from before the machine was started anew counts for nothing', () => {
  const { coordinator, sessionClock, join } = createGroup();
  const before = join('before');
  coordinator.claim(before);

  sessionClock.timeMs = 30;
  const after = join('after');

  expect(coordinator.view(before).isMember).toBe(false);
  expect(coordinator.claim(after).partitions).toEqual([0, 1, 2, 3]);
});

test('a member whose session expired cannot commit', () => {
  const { coordinator, sessionClock, join } = createGroup();
  const asleep = join('asleep');
  coordinator.claim(asleep);
  sessionClock.timeMs += SESSION_TIMEOUT_MS + 1;
  join('next');

  const commit = () => coordinator.commit(asleep, new Map([[0, { offset: 1, metadata: '' }]]));

  expect(commit).toThrow(expect.objectContaining({ code: 'MEMBER_FENCED' }));
});

test('nobody replaced a member that overslept: its next heartbeat revives it', () => {
  const { coordinator, sessionClock, join } = createGroup();
  const member = join('member');
  coordinator.claim(member);

  sessionClock.timeMs += 10 * SESSION_TIMEOUT_MS;
  coordinator.heartbeat(member);
  coordinator.commit(member, new Map([[2, { offset: 5, metadata: '' }]]));

  expect(coordinator.describe('group').members).toEqual([
    { memberId: member.memberId, clientId: 'member', partitions: [0, 1, 2, 3] },
  ]);
});

test('every change of membership is a new generation', () => {
  const { coordinator, join } = createGroup();
  const generations = [coordinator.describe('group').generation];

  const member = join('member');
  generations.push(coordinator.describe('group').generation);
  coordinator.leave(member);
  coordinator.leave(member);
  generations.push(coordinator.describe('group').generation);

  expect(generations).toEqual([0, 1, 2]);
});
