import { SEAL_SCHEMA } from '../../row-seal.ts';

/** Since version 2 there is a seal. */
export const LOG_SCHEMA_VERSION = 2;

/** What the seal covers: everything but batches, which have checksums of their own, and who is a member. */
export const SEALED_TABLES = {
  cluster: ['cluster_id'],
  topics: ['ref', 'topic_id', 'name', 'retention_ms'],
  partitions: ['topic_ref', 'partition', 'log_start_offset', 'log_end_offset'],
  producers: ['transactional_id', 'epoch'],
  ledger: ['key', 'value'],
  group_offsets: ['group_id', 'topic_ref', 'partition', 'committed_offset', 'metadata'],
} as const;

/**
 * `topics.ref` is never used twice, so that a topic made again under an old name shares nothing
 * with the old one. `batches.base_offset` to the next batch's is one gapless run per partition.
 * `assignments` holds who shall have a partition and who still holds it; it has rows only while
 * the group has members.
 */
export const LOG_SCHEMA = `
CREATE TABLE IF NOT EXISTS cluster (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  cluster_id TEXT NOT NULL
);
INSERT OR IGNORE INTO cluster VALUES (1, lower(hex(randomblob(16))));

CREATE TABLE IF NOT EXISTS topics (
  ref INTEGER PRIMARY KEY AUTOINCREMENT,
  topic_id TEXT NOT NULL,
  name TEXT NOT NULL UNIQUE,
  retention_ms INTEGER
);
CREATE TABLE IF NOT EXISTS partitions (
  topic_ref INTEGER NOT NULL REFERENCES topics ON DELETE CASCADE,
  partition INTEGER NOT NULL,
  log_start_offset INTEGER NOT NULL DEFAULT 0,
  log_end_offset INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (topic_ref, partition)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS batches (
  topic_ref INTEGER NOT NULL REFERENCES topics ON DELETE CASCADE,
  partition INTEGER NOT NULL,
  base_offset INTEGER NOT NULL,
  records INTEGER NOT NULL,
  max_timestamp_ms INTEGER NOT NULL,
  crc32 INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (topic_ref, partition, base_offset)
);

CREATE TABLE IF NOT EXISTS producers (
  transactional_id TEXT PRIMARY KEY,
  epoch INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ledger (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS consumer_groups (
  group_id TEXT PRIMARY KEY,
  generation INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS members (
  joined INTEGER PRIMARY KEY AUTOINCREMENT,
  member_id TEXT NOT NULL UNIQUE,
  group_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  topic_ref INTEGER NOT NULL REFERENCES topics ON DELETE CASCADE,
  session_timeout_ms INTEGER NOT NULL,
  heartbeat_at_ms INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS assignments (
  group_id TEXT NOT NULL,
  topic_ref INTEGER NOT NULL REFERENCES topics ON DELETE CASCADE,
  partition INTEGER NOT NULL,
  assigned_to TEXT NOT NULL,
  held_by TEXT,
  PRIMARY KEY (group_id, topic_ref, partition)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS group_offsets (
  group_id TEXT NOT NULL,
  topic_ref INTEGER NOT NULL REFERENCES topics ON DELETE CASCADE,
  partition INTEGER NOT NULL,
  committed_offset INTEGER NOT NULL,
  metadata TEXT NOT NULL,
  PRIMARY KEY (group_id, topic_ref, partition)
) WITHOUT ROWID;
${SEAL_SCHEMA}
`;
