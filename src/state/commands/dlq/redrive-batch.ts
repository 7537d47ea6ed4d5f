import { addTotals, formatLedger, type Ledger, ledgerKey } from '../../../domain/ledger.ts';
import { DATASET_HEADER, datasetTag } from '../../../domain/track.ts';
import type { AppendedSpan, TransactionalProducer } from '../../../services/ports.ts';
import { trackRecord } from '../batch-records.ts';
import { deadLetterTopic, PUBLISH_FAILED } from '../dead-letter.ts';
import { extendedSpans } from '../ledger-advance.ts';
import { redriveMark } from './redrive-mark.ts';
import type { RedriveRow } from './redrive-plan.ts';

/**
 * Publishes rows of one data set in one transaction with their marks and with the ledger, which
 * counts them as acknowledged from now on.
 *
 * @returns the ledger as committed
 */
export async function publishRedriven(
  producer: TransactionalProducer,
  ledger: Ledger,
  rows: readonly RedriveRow[],
  now: number,
): Promise<Ledger> {
  const { topic, topicId, datasetSha256 } = ledger;
  const tag = datasetTag(datasetSha256);
  const headers = { [DATASET_HEADER]: tag };
  const timestamp = Math.floor(now / 1000);
  const transaction = await producer.begin();
  try {
    const records = rows.map(({ row }) => trackRecord(row, timestamp, headers));
    await transaction.send(topic, records);
    const marks = rows.map(({ letter }) =>
      redriveMark({ tag, recordId: letter.recordId, topicId }),
    );
    await transaction.send(deadLetterTopic(topic), marks);
    let next = ledger;
    await transaction.commit((appended) => {
      next = afterRedrive(ledger, rows, appended, now);
      return { key: ledgerKey(topic, datasetSha256), value: formatLedger(next) };
    });
    return next;
  } catch (error) {
    await transaction.abort();
    throw error;
  }
}

/** As many rows were read as before; some of them are no longer rejected, or failed. */
function afterRedrive(
  ledger: Ledger,
  rows: readonly RedriveRow[],
  appended: readonly AppendedSpan[],
  now: number,
): Ledger {
  const failed = rows.filter(({ letter }) => letter.reason === PUBLISH_FAILED).length;
  const change = {
    rowsRead: 0,
    acknowledged: rows.length,
    incomplete: rows.filter((row) => row.isIncomplete).length,
    rejected: failed - rows.length,
    failed: -failed,
  };
  return {
    ...ledger,
    totals: addTotals(ledger.totals, change),
    spans: extendedSpans(ledger, appended),
    updatedAt: now,
  };
}
