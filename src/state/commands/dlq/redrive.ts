import { ConsoleError, toConsoleError } from '../../../domain/errors.ts';
import { formatCount } from '../../../domain/format.ts';
import type { Ledger } from '../../../domain/ledger.ts';
import type {
  Broker,
  CheckRawRow,
  Clock,
  RepairedRow,
  TransactionalProducer,
} from '../../../services/ports.ts';
import { ingestProducerId } from '../ingest-producer-id.ts';
import { isRefusal } from '../publisher.ts';
import { topicLedgers } from '../topic-ledgers.ts';
import { readDeadLetters } from './dead-letters.ts';
import type { LetterFilter } from './letter-filter.ts';
import { publishRedriven } from './redrive-batch.ts';
import {
  planRedrive,
  type RedrivePlan,
  type RedriveRow,
  type StayingLetter,
} from './redrive-plan.ts';

/** Rows in one transaction. */
const TRANSACTION_ROWS = 1_000;

export type RedriveDeps = {
  readonly broker: Broker;
  readonly checkRawRow: CheckRawRow;
  readonly clock: Clock;
};

export type RedriveOptions = {
  readonly topic: string;
  readonly filter: LetterFilter;
  readonly repaired: readonly RepairedRow[] | undefined;
  /** Also while an ingest into the topic has not ended; one that is at work is replaced. */
  readonly force: boolean;
};

export type Redriven = {
  readonly published: number;
  readonly plan: RedrivePlan;
  /** What stays of the plan, and what the broker refused. */
  readonly staying: readonly StayingLetter[];
};

/**
 * What a redrive would do now.
 *
 * @throws `TOPIC_MISSING`, `INGEST_UNFINISHED`, `LEDGER_INVALID`, `DEAD_LETTER_AMBIGUOUS`
 */
export async function previewRedrive(
  { broker, checkRawRow }: RedriveDeps,
  { topic: name, filter, repaired, force }: RedriveOptions,
  signal: AbortSignal,
): Promise<RedrivePlan> {
  const topic = await broker.describeTopic(name);
  if (topic === undefined) throw topicMissing(name);
  const ledgers = topicLedgers(await broker.readLedger(), topic);
  const unfinished = ledgers.find(({ isComplete }) => !isComplete);
  if (unfinished !== undefined && !force) throw ingestUnfinished(unfinished);
  const { letters } = await readDeadLetters(broker, name, signal);
  return planRedrive({ letters, filter, repaired, ledgers, checkRawRow });
}

/**
 * Publishes dead letters, as they are or repaired, each once: after a failure or a crash at any
 * point a further call finds by the marks what is published and goes on with the rest. Every earlier
 * producer of the topic is fenced first, so that the marks and the ledger hold still.
 *
 * @throws what `previewRedrive` does, and `PRODUCER_REPLACED`
 */
export async function redrive(
  deps: RedriveDeps,
  options: RedriveOptions,
  signal: AbortSignal,
): Promise<Redriven> {
  const producer = await deps.broker.openProducer({
    transactionalId: ingestProducerId(options.topic),
  });
  try {
    const plan = await previewRedrive(deps, options, signal);
    let published = 0;
    const refused: StayingLetter[] = [];
    for (const work of plan.work) {
      let { ledger } = work;
      for (let from = 0; from < work.rows.length; from += TRANSACTION_ROWS) {
        signal.throwIfAborted();
        const rows = work.rows.slice(from, from + TRANSACTION_ROWS);
        const outcome = await publishWilling(producer, ledger, rows, deps.clock);
        ledger = outcome.ledger;
        published += rows.length - outcome.refused.length;
        refused.push(...outcome.refused);
      }
    }
    return { published, plan, staying: [...plan.staying, ...refused] };
  } finally {
    await producer.close();
  }
}

/** All rows in one transaction; where the broker refuses one, halves until it stands alone. */
async function publishWilling(
  producer: TransactionalProducer,
  ledger: Ledger,
  rows: readonly RedriveRow[],
  clock: Clock,
): Promise<{ readonly ledger: Ledger; readonly refused: readonly StayingLetter[] }> {
  try {
    return { ledger: await publishRedriven(producer, ledger, rows, clock.now()), refused: [] };
  } catch (error) {
    const failure = toConsoleError(error);
    if (!isRefusal(failure)) throw failure;
    const [only] = rows;
    if (only !== undefined && rows.length === 1) {
      return { ledger, refused: [{ letter: only.letter, why: failure.message }] };
    }
    const middle = Math.ceil(rows.length / 2);
    const left = await publishWilling(producer, ledger, rows.slice(0, middle), clock);
    const right = await publishWilling(producer, left.ledger, rows.slice(middle), clock);
    return { ledger: right.ledger, refused: [...left.refused, ...right.refused] };
  }
}

function topicMissing(topic: string): ConsoleError {
  return new ConsoleError('TOPIC_MISSING', `There is no topic ${topic} to publish to`, {
    hint: 'A producer creates it; check the name given with --topic.',
    context: { topic },
  });
}

function ingestUnfinished({ topic, datasetSha256, totals }: Ledger): ConsoleError {
  const rows = formatCount(totals.rowsRead);
  return new ConsoleError(
    'INGEST_UNFINISHED',
    `The ingest of data set ${datasetSha256.slice(0, 16)} into ${topic} is at row ${rows} and has not ended`,
    {
      hint: 'Let it end, or finish it with trackdeck produce. With --force a redrive goes ahead; an ingest that is at work is stopped by it.',
      context: { topic, dataset: datasetSha256 },
    },
  );
}
