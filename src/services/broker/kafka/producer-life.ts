import { randomUUID } from 'node:crypto';
import { ConsoleError, toConsoleError } from '../../../domain/errors.ts';
import type { LedgerEntry } from '../../ports.ts';
import type { AdminConnection } from './admin-call.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { translateKafkaError } from './kafka-errors.ts';
import { claimMessage, type LedgerTopic } from './ledger-topic.ts';
import type { Outage } from './outage.ts';
import type { Patience } from './patience.ts';
import { openProducerSession, type ProducerSession } from './producer-session.ts';

/**
 * The sessions of one producer, one after the other. A kafkajs producer cannot go on once the end of
 * a transaction has failed, so after any failure of the library its session is dropped, and another
 * one opened under the same transactional id. That aborts what was open, but would also fence a later
 * producer: hence the claim in the ledger, which says who opened last.
 */
export type ProducerLife = {
  /**
   * The session to work with; opened anew after a failure.
   *
   * @throws `PRODUCER_REPLACED`, `BROKER_UNREACHABLE`
   */
  session(): Promise<ProducerSession>;
  /** Whether the session is good. */
  isSound(): boolean;
  discard(): void;
  /** What a failure of the library means; the session is dropped. */
  explain(thrown: unknown, topic?: string): Promise<ConsoleError>;
  /**
   * After a commit of which it is not known whether it went through: returns if it did.
   *
   * @throws the failure if it did not; then nothing of the transaction is in any topic
   */
  settle(entry: LedgerEntry, transaction: string, thrown: unknown): Promise<void>;
  close(): Promise<void>;
};

type LifeDependencies = {
  readonly access: ClusterAccess;
  readonly admin: AdminConnection;
  readonly ledger: LedgerTopic;
  readonly outage: Outage;
  readonly patience: Patience;
  readonly transactionTimeoutMs: number;
};

/** Fences every earlier producer of this transactional id; what they committed can then be read. */
export async function beginProducerLife(
  deps: LifeDependencies,
  transactionalId: string,
): Promise<ProducerLife> {
  const { ledger, outage } = deps;
  const claim = randomUUID();
  /** Why no session is opened any more. */
  let ending: ConsoleError | undefined;
  await ledger.ensure();
  let current: ProducerSession | undefined = await outage.outlast(() =>
    openProducerSession(deps, transactionalId, claimMessage(transactionalId, claim)),
  );
  try {
    // What the one before left open is ended by now. What others have open is waited for: before
    // its end nobody sees what the one before has committed behind it.
    await ledger.untilDecided();
  } catch (error) {
    await current.close();
    throw error;
  }

  async function requireClaim(): Promise<void> {
    if ((await ledger.readClaim(transactionalId)) === claim) return;
    ending = producerReplaced(transactionalId);
    throw ending;
  }

  /** Asked before opening, so as not to fence a later producer, and after, when none can come between. */
  async function reopen(): Promise<ProducerSession> {
    await requireClaim();
    const opened = await openProducerSession(deps, transactionalId);
    try {
      await requireClaim();
    } catch (error) {
      await opened.close();
      throw error;
    }
    return opened;
  }

  async function session(): Promise<ProducerSession> {
    if (ending !== undefined) throw ending;
    current ??= await reopen();
    return current;
  }

  function discard(): void {
    void current?.close();
    current = undefined;
  }

  async function explain(thrown: unknown, topic?: string): Promise<ConsoleError> {
    discard();
    const { address } = deps.access;
    const about = topic === undefined ? {} : { topic };
    const failure = translateKafkaError(thrown, { address, transactionalId, ...about });
    if (failure.code !== 'PRODUCER_REPLACED') return failure;
    await requireClaim();
    return transactionExpired(transactionalId, failure);
  }

  async function wasCommitted(entry: LedgerEntry, transaction: string): Promise<boolean> {
    try {
      return await outage.outlast(async () => {
        await session();
        return await ledger.wasWrittenBy(transaction, entry.key);
      });
    } catch (error) {
      // Nobody knows: to go on could publish the same rows twice.
      ending ??= toConsoleError(error);
      throw ending;
    }
  }

  return {
    session,
    discard,
    explain,
    isSound: () => current !== undefined,
    settle: async (entry, transaction, thrown) => {
      const failure = await explain(thrown);
      if (!(await wasCommitted(entry, transaction))) throw failure;
    },
    close: async () => {
      await current?.close();
    },
  };
}

function producerReplaced(transactionalId: string): ConsoleError {
  return new ConsoleError(
    'PRODUCER_REPLACED',
    `A later producer has taken over as ${transactionalId}`,
    {
      hint: 'The later one goes on where this one stopped; nothing is lost or doubled.',
      context: { transactionalId },
    },
  );
}

function transactionExpired(transactionalId: string, cause: ConsoleError): ConsoleError {
  return new ConsoleError(
    'TRANSACTION_EXPIRED',
    `Kafka ended a transaction of ${transactionalId} that had stayed open for too long`,
    {
      hint: 'Nothing of it is in the topic; it is sent again.',
      cause,
      context: { transactionalId },
    },
  );
}
