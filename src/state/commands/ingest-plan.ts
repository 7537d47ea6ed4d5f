import { ConsoleError } from '../../domain/errors.ts';
import { type Ledger, ledgerKey, NO_ROWS, parseLedger } from '../../domain/ledger.ts';
import type { RowSource, TopicDescription } from '../../services/ports.ts';
import { topicLedgers } from './topic-ledgers.ts';

/** What an ingest has to do, given what the topic and the ledger already hold. */
export type IngestPlan =
  /** Nothing of this data set is in the topic yet. */
  | { readonly kind: 'start'; readonly ledger: Ledger; readonly notice: string | null }
  /** An earlier run was interrupted. */
  | { readonly kind: 'resume'; readonly ledger: Ledger; readonly notice: null }
  /** The existing-data check: everything is there, nothing is to be published. */
  | { readonly kind: 'complete'; readonly ledger: Ledger; readonly notice: null };

type PlanInput = {
  readonly source: RowSource;
  readonly topic: TopicDescription;
  /** All ledger entries of the broker, by key. */
  readonly entries: ReadonlyMap<string, string>;
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
  const { source, topic, entries, now } = input;
  const key = ledgerKey(topic.name, source.fingerprint.sha256);
  const entry = entries.get(key);
  const known = entry === undefined ? undefined : parseLedger(key, entry);
  if (known !== undefined && known.topicId === topic.topicId) {
    return { kind: known.isComplete ? 'complete' : 'resume', ledger: known, notice: null };
  }
  if (!input.force) await refuseOtherData(input);
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
    known === undefined
      ? null
      : `Topic ${topic.name} was deleted and made again since ${known.totals.acknowledged} records ` +
        'were published to it: publishing from the first row.';
  return { kind: 'start', ledger, notice };
}

async function refuseOtherData(input: PlanInput): Promise<void> {
  if (!(await input.holdsRecords())) return;
  const { topic, entries, source } = input;
  const records = topic.partitions.reduce(
    (sum, { logStartOffset, logEndOffset }) => sum + logEndOffset - logStartOffset,
    0,
  );
  const [other] = topicLedgers(entries, topic);
  const holds =
    other === undefined
      ? `up to ${records} records that no ledger explains`
      : `${other.totals.acknowledged} records of ${other.isDemo ? 'demo data' : 'another data set'} (${other.datasetSha256.slice(0, 16)})`;
  throw new ConsoleError('TOPIC_HOLDS_OTHER_DATA', `Topic ${topic.name} holds ${holds}`, {
    hint: 'They are left alone. Choose another topic with --topic, add to it with --force, or empty it with trackdeck clean.',
    context: { topic: topic.name, dataset: source.fingerprint.sha256 },
  });
}
