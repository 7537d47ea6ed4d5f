import { SEAL_SCHEMA } from '../row-seal.ts';

/** Since version 3 there is a seal. */
export const SCHEMA_VERSION = 3;

/** What the seal covers: everything but segments, which have checksums of their own. */
export const SEALED_TABLES = {
  store: ['store_id', 'active_ms', 'active_until_ms'],
  track_file: ['path', 'bytes', 'inode', 'tail_crc32', 'is_damaged'],
  partition_state: ['partition', 'owner', 'next_offset', 'expired_records'],
} as const;

/**
 * Offsets are those of the topic; `weight` is in the unit of `deltaWeight`. A store of version 1
 * has other columns in `store` and no `track_file`: its track file counts as damaged.
 */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS store (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    store_id TEXT NOT NULL,
    active_ms REAL NOT NULL DEFAULT 0,
    active_until_ms REAL NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE IF NOT EXISTS track_file (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    path TEXT NOT NULL,
    bytes INTEGER NOT NULL DEFAULT 0,
    inode REAL NOT NULL DEFAULT 0,
    tail_crc32 INTEGER NOT NULL DEFAULT 0,
    is_damaged INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS partition_state (
    partition INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,
    next_offset INTEGER NOT NULL DEFAULT 0,
    expired_records INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE IF NOT EXISTS segment (
    partition INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    from_offset INTEGER NOT NULL,
    next_offset INTEGER NOT NULL,
    weight INTEGER NOT NULL,
    crc32 INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (partition, sequence)
  ) STRICT;
${SEAL_SCHEMA}`;
