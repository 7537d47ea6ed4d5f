import type { LogFile } from './log-file.ts';
import { assignPartitions } from './partition-assignment.ts';

type MemberRow = {
  readonly memberId: string;
  readonly groupId: string;
  readonly clientId: string;
  readonly topicRef: number;
  readonly sessionTimeoutMs: number;
  readonly heartbeatAtMs: number;
};

type AssignmentRow = {
  readonly partition: number;
  readonly assignedTo: string;
  readonly heldBy: string | null;
};

/** Members, assignments and generations as rows; what changes them belongs inside a write. */
export function createGroupTables(log: LogFile) {
  const members = createMemberTable(log);
  const assignments = createAssignmentTable(log);
  const advanceGeneration = log.prepare(
    `INSERT INTO consumer_groups VALUES (?, 1)
     ON CONFLICT DO UPDATE SET generation = generation + 1`,
  );
  const selectPartitions = log.prepare('SELECT partition FROM partitions WHERE topic_ref = ?');
  const selectGeneration = log.prepare('SELECT generation FROM consumer_groups WHERE group_id = ?');

  return {
    ...members,
    ...assignments,
    generation: (groupId: string) => Number(selectGeneration.get(groupId)?.['generation'] ?? 0),
    removeMember: (memberId: string): void => {
      members.removeMember(memberId);
      assignments.releaseAll(memberId);
    },
    /** A new generation: the partitions spread over the members there are. */
    spread: (groupId: string, topicRef: number): void => {
      const present = members.membersOf(groupId, topicRef);
      advanceGeneration.run(groupId);
      if (present.length === 0) {
        assignments.removeAll(groupId, topicRef);
        return;
      }
      const partitions = selectPartitions.all(topicRef).map((row) => Number(row['partition']));
      const rows = assignments.assignments(groupId, topicRef);
      const previous = new Map(rows.map(({ partition, assignedTo }) => [partition, assignedTo]));
      const assigned = assignPartitions(partitions, present, previous);
      for (const [partition, memberId] of assigned) {
        assignments.assign(groupId, topicRef, partition, memberId);
      }
    },
  };
}

function createMemberTable(log: LogFile) {
  const insert = log.prepare(
    `INSERT INTO members
       (member_id, group_id, client_id, topic_ref, session_timeout_ms, heartbeat_at_ms)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const remove = log.prepare('DELETE FROM members WHERE member_id = ?');
  const touch = log.prepare('UPDATE members SET heartbeat_at_ms = ? WHERE member_id = ?');
  const selectOne = log.prepare('SELECT 1 FROM members WHERE member_id = ?');
  const selectGroup = log.prepare(
    'SELECT member_id, client_id FROM members WHERE group_id = ? ORDER BY joined',
  );
  const selectTopicMembers = log.prepare(
    'SELECT member_id FROM members WHERE group_id = ? AND topic_ref = ? ORDER BY joined',
  );
  // A heartbeat from the future is one from before the machine was started anew.
  const selectDead = log.prepare(
    `SELECT member_id, topic_ref FROM members
     WHERE group_id = ? AND abs(? - heartbeat_at_ms) > session_timeout_ms`,
  );

  return {
    addMember: (row: MemberRow): void => {
      const { memberId, groupId, clientId, topicRef, sessionTimeoutMs, heartbeatAtMs } = row;
      insert.run(memberId, groupId, clientId, topicRef, sessionTimeoutMs, heartbeatAtMs);
    },
    removeMember: (memberId: string): void => {
      remove.run(memberId);
    },
    touchMember: (memberId: string, atMs: number): void => {
      touch.run(atMs, memberId);
    },
    hasMember: (memberId: string) => selectOne.get(memberId) !== undefined,
    members: (groupId: string) =>
      selectGroup.all(groupId).map((row) => ({
        memberId: String(row['member_id']),
        clientId: String(row['client_id']),
      })),
    membersOf: (groupId: string, topicRef: number) =>
      selectTopicMembers.all(groupId, topicRef).map((row) => String(row['member_id'])),
    deadMembers: (groupId: string, nowMs: number) =>
      selectDead.all(groupId, nowMs).map((row) => ({
        memberId: String(row['member_id']),
        topicRef: Number(row['topic_ref']),
      })),
  };
}

function createAssignmentTable(log: LogFile) {
  const select = log.prepare(
    `SELECT partition, assigned_to, held_by FROM assignments
     WHERE group_id = ? AND topic_ref = ? ORDER BY partition`,
  );
  const upsert = log.prepare(
    `INSERT INTO assignments (group_id, topic_ref, partition, assigned_to) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET assigned_to = excluded.assigned_to`,
  );
  const removeAll = log.prepare('DELETE FROM assignments WHERE group_id = ? AND topic_ref = ?');
  const releaseAll = log.prepare('UPDATE assignments SET held_by = NULL WHERE held_by = ?');
  const release = log.prepare(
    'UPDATE assignments SET held_by = NULL WHERE held_by = ? AND partition = ?',
  );
  const claim = log.prepare(
    `UPDATE assignments SET held_by = assigned_to
     WHERE group_id = ? AND topic_ref = ? AND assigned_to = ? AND held_by IS NULL
     RETURNING partition`,
  );
  const selectHeld = log.prepare(
    'SELECT partition FROM assignments WHERE held_by = ? ORDER BY partition',
  );

  return {
    assignments: (groupId: string, topicRef: number): readonly AssignmentRow[] =>
      select.all(groupId, topicRef).map((row) => ({
        partition: Number(row['partition']),
        assignedTo: String(row['assigned_to']),
        heldBy: row['held_by'] === null ? null : String(row['held_by']),
      })),
    assign: (groupId: string, topicRef: number, partition: number, memberId: string): void => {
      upsert.run(groupId, topicRef, partition, memberId);
    },
    removeAll: (groupId: string, topicRef: number): void => {
      removeAll.run(groupId, topicRef);
    },
    releaseAll: (memberId: string): void => {
      releaseAll.run(memberId);
    },
    release: (memberId: string, partition: number): void => {
      release.run(memberId, partition);
    },
    /** Takes what is assigned to the member and held by nobody. */
    claim: (groupId: string, topicRef: number, memberId: string) =>
      claim
        .all(groupId, topicRef, memberId)
        .map((row) => Number(row['partition']))
        .sort((left, right) => left - right),
    heldBy: (memberId: string) => selectHeld.all(memberId).map((row) => Number(row['partition'])),
  };
}
