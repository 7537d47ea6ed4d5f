import { ConsoleError } from '../../domain/errors.ts';
import { formatCount } from '../../domain/format.ts';
import { type Ledger, ledgerKey, NO_ROWS, parseLedger } from '../../domain/ledger.ts';
import type { Broker, RowSource, TopicDescription } from '../../services/ports.ts';
import { topicLedgers } from './topic-ledgers.ts';

/** What an ingest has to do, given what the topic and the ledger already hold. */
export type IngestPlan =
  /** Nothing of this data set is in the topic yet. */
  | { readonly kind: 'start'; readonly ledger: Ledger; readonly notice: string | null }
  /** An earlier run was interrupted. */
  | { readonly kind: 'resume'; readonly ledger: Ledger; readonly notice: null }
  /** The existing-data check: everything is there, nothing is to be published. */
  | { readonly kind: 'complete'; readonly ledger: Ledger; readonly notice: null };

/** All ledger entries of the broker, by key. */
type LedgerReader = Pick<Broker, 'readLedger' | 'readSettledLedger'>;

type PlanInput = {
  readonly source: RowSource;
  readonly topic: TopicDescription;
  readonly ledgers: LedgerReader;
  /** Whether a reader finds any record in the topic. */
  readonly holdsRecords: () => Promise<boolean>;
  /** Publish even though the topic holds other data. */
  readonly force: boolean;
  readonly now: number;
};

/**
 * @throws {ConsoleError} `TOPIC_HOLDS_OTHER_DATA` when the topic has records that this data set's
 * ledger does not explain, unless forced; `LEDGER_INVALID`.
 */
export async function planIngest(input: PlanInput): Promise<IngestPlan> {
  const entries = await input.ledgers.readLedger();
  const known = knownLedger(input, entries);
  if (known?.topicId === input.topic.topicId) return planToGoOn(known);
  if (input.force || !(await input.holdsRecords())) return planToStart(input, known);
  // What a reader finds was committed together with a ledger entry, which may come into sight later.
  const settled = await input.ledgers.readSettledLedger();
  const settledLedger = knownLedger(input, settled);
  if (settledLedger?.topicId === input.topic.topicId) return planToGoOn(settledLedger);
  throw otherData(input, settled);
}

function knownLedger(
  { source, topic }: PlanInput,
  entries: ReadonlyMap<string, string>,
): Ledger | undefined {
  const key = ledgerKey(topic.name, source.fingerprint.sha256);
  const entry = entries.get(key);
  return entry === undefined ? undefined : parseLedger(key, entry);
}

function planToGoOn(ledger: Ledger): IngestPlan {
  return { kind: ledger.isComplete ? 'complete' : 'resume', ledger, notice: null };
}

/** @param earlier - of a topic of the same name that was there before */
function planToStart({ source, topic, now }: PlanInput, earlier: Ledger | undefined): IngestPlan {
  const ledger: Ledger = {
    datasetSha256: source.fingerprint.sha256,
    topic: topic.name,
    topicId: topic.topicId,
    isDemo: source.isDemo,
    columns: source.columns,
    isComplete: false,
    next: source.start,
    totals: NO_ROWS,
    rejects: { bytes: 0, crc32: 0 },
    spans: {},
    startedAt: now,
    updatedAt: now,
  };
  const notice =
    earlier === undefined
      ? null
      : `Topic ${topic.name} was deleted and made again since ${formatCount(earlier.totals.acknowledged)} records ` +
        'were published to it: publishing from the first row.';
  return { kind: 'start', ledger, notice };
}

function otherData(
  { topic, source }: PlanInput,
  entries: ReadonlyMap<string, string>,
): ConsoleError {
  const records = topic.partitions.reduce(
    (sum, { logStartOffset, logEndOffset }) => sum + logEndOffset - logStartOffset,
    0,
  );
  const [other] = topicLedgers(entries, topic);
  const holds =
    other === undefined
      ? `up to ${formatCount(records)} records that no ledger explains`
      : `${formatCount(other.totals.acknowledged)} records of ${other.isDemo ? 'demo data' : 'another data set'} (${other.datasetSha256.slice(0, 16)})`;
  return new ConsoleError('TOPIC_HOLDS_OTHER_DATA', `Topic ${topic.name} holds ${holds}`, {
    hint: 'They are left alone. Choose another topic with --topic, add to it with --force, or empty it with trackdeck clean.',
    context: { topic: topic.name, dataset: source.fingerprint.sha256 },
  });
}
