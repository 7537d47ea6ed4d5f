import { setTimeout } from 'node:timers/promises';
import type { Message } from 'kafkajs';
import { ConsoleError } from '../../../domain/errors.ts';
import type { LedgerEntry, StoredRecord, TopicDescription } from '../../ports.ts';
import type { AdminConnection } from './admin-call.ts';
import { findTopic, LATEST_COMMITTED, listOffsets } from './cluster-queries.ts';
import { type ScanDependencies, scanPartition } from './partition-scan.ts';
import type { TopicAdmin } from './topic-admin.ts';

export const LEDGER_TOPIC = 'trackdeck-ledger';
/** Keys under which producers say who they are; no entries of the ledger. */
const CLAIM_PREFIX = 'producer:';
/** Tells one transaction's entry from another's of the same content. */
const TRANSACTION_HEADER = 'transaction';
/** A broker ends a transaction that its producer left open after 60 s; then comes a look every 10 s. */
const UNDECIDED_LIMIT_MS = 90_000;
const UNDECIDED_POLL_MS = 50;
/** Markers of a commit are in all its topics within some milliseconds of one another. */
const COMMIT_MS = 500;

export type LedgerTopic = {
  /**
   * Creates the topic where it is missing.
   *
   * @param replicationFactor - the cluster's own where it is not given
   * @throws `LEDGER_INVALID` when it is set up so that it would forget.
   */
  ensure(replicationFactor?: number | null): Promise<TopicDescription>;
  /**
   * The last committed value of every key. A commit that is under way is waited for; what stays open
   * for longer, as when its producer is dead, is not.
   */
  read(): Promise<ReadonlyMap<string, string>>;
  /** Waits until every transaction that has begun to write to the ledger is committed or aborted. */
  untilDecided(): Promise<void>;
  /** Which producer opened last under a transactional id. */
  readClaim(transactionalId: string): Promise<string | undefined>;
  /** Whether the last entry of a key was written by this transaction. */
  wasWrittenBy(transaction: string, key: string): Promise<boolean>;
};

/** The record that says which producer opened last under a transactional id. */
export function claimMessage(transactionalId: string, claim: string): Message {
  return { key: claimKey(transactionalId), value: claim, partition: 0 };
}

export function entryMessage({ key, value }: LedgerEntry, transaction: string): Message {
  return { key, value, partition: 0, headers: { [TRANSACTION_HEADER]: transaction } };
}

function claimKey(transactionalId: string): string {
  return `${CLAIM_PREFIX}${transactionalId}`;
}

export function createLedgerTopic(
  deps: ScanDependencies & { readonly topics: TopicAdmin },
): LedgerTopic {
  const { topics, admin } = deps;

  async function readAll(
    ends: readonly number[],
    isolation: 'committed' | 'uncommitted',
  ): Promise<ReadonlyMap<string, StoredRecord>> {
    const entries = new Map<string, StoredRecord>();
    const { signal } = new AbortController();
    for (const [partition, to] of ends.entries()) {
      const range = { topic: LEDGER_TOPIC, partition, from: 0, to, signal };
      for await (const { records } of scanPartition(deps, range, isolation)) {
        for (const record of records) entries.set(record.key ?? '', record);
      }
    }
    return entries;
  }

  async function requireDecided(): Promise<void> {
    if (!(await untilDecided(admin, UNDECIDED_LIMIT_MS))) throw undecidedLedger();
  }

  const readCommitted = async () => readAll(await logEnds(admin), 'committed');

  return {
    ensure: async (replicationFactor = null) => {
      const spec = { name: LEDGER_TOPIC, partitions: 1, replicationFactor, retentionMs: null };
      const description = await topics.ensure(spec, { 'cleanup.policy': 'compact' });
      const policy = await topics.setting(LEDGER_TOPIC, 'cleanup.policy');
      if (policy !== undefined && policy !== 'compact') throw forgetfulLedger(policy);
      return description;
    },
    read: async () => {
      await untilDecided(admin, COMMIT_MS);
      const entries = [...(await readCommitted())].filter(([key]) => !key.startsWith(CLAIM_PREFIX));
      return new Map(entries.map(([key, { value }]) => [key, value.toString()]));
    },
    readClaim: async (transactionalId) => {
      // Claims are in no transaction. To wait here for an open one could be to wait for one's own.
      const entries = await readAll(await logEnds(admin), 'uncommitted');
      return entries.get(claimKey(transactionalId))?.value.toString();
    },
    untilDecided: requireDecided,
    wasWrittenBy: async (transaction, key) => {
      await requireDecided();
      return (await readCommitted()).get(key)?.headers[TRANSACTION_HEADER] === transaction;
    },
  };
}

function logEnds(admin: AdminConnection): Promise<readonly number[]> {
  return admin.call({ topic: LEDGER_TOPIC }, async (client) => {
    const found = await findTopic(client, LEDGER_TOPIC);
    if (found === undefined) return [];
    return listOffsets(client, LEDGER_TOPIC, found.partitionsCount, 'latest');
  });
}

/**
 * Whether nothing is undecided any more below where the ledger ended at the call: an entry that is
 * about to be committed by a producer that just died must not be missed.
 */
async function untilDecided(admin: AdminConnection, limitMs: number): Promise<boolean> {
  return await admin.call({ topic: LEDGER_TOPIC }, async (client) => {
    const found = await findTopic(client, LEDGER_TOPIC);
    if (found === undefined) return true;
    const partitions = found.partitionsCount;
    const ends = await listOffsets(client, LEDGER_TOPIC, partitions, 'latest');
    const startedAt = performance.now();
    for (;;) {
      const decided = await listOffsets(client, LEDGER_TOPIC, partitions, LATEST_COMMITTED);
      if (ends.every((end, partition) => (decided[partition] ?? 0) >= end)) return true;
      if (performance.now() - startedAt > limitMs) return false;
      await setTimeout(UNDECIDED_POLL_MS);
    }
  });
}

function forgetfulLedger(policy: string): ConsoleError {
  return new ConsoleError(
    'LEDGER_INVALID',
    `Topic ${LEDGER_TOPIC} has cleanup.policy=${policy}: entries would be lost, and rows published twice`,
    {
      hint: `Have an administrator set cleanup.policy=compact on ${LEDGER_TOPIC}.`,
      context: { topic: LEDGER_TOPIC, policy },
    },
  );
}

function undecidedLedger(): ConsoleError {
  return new ConsoleError(
    'TRANSACTION_EXPIRED',
    `A transaction on ${LEDGER_TOPIC} is neither committed nor aborted after ${UNDECIDED_LIMIT_MS / 1000} s`,
    { hint: 'Look for hanging transactions with kafka-transactions.sh; then try again.' },
  );
}
