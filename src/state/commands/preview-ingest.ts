import type { TopicDescription } from '../../services/ports.ts';
import type { Failure } from '../events.ts';
import { describeFailure } from './failure.ts';
import { holdsRecords } from './holds-records.ts';
import type { IngestDeps, IngestOptions } from './ingest-deps.ts';
import { planIngest } from './ingest-plan.ts';

/** What an ingest of a data set would do now. */
export type IngestAction =
  | { readonly kind: 'start' }
  /** An earlier ingest stopped before this row. */
  | { readonly kind: 'resume'; readonly fromRow: number; readonly acknowledged: number }
  | { readonly kind: 'nothing-to-do'; readonly acknowledged: number }
  | { readonly kind: 'refused'; readonly failure: Failure };

/** Looks at topic and ledger as an ingest would; nothing is created or changed. */
export async function previewIngest(
  { source, broker, clock }: Pick<IngestDeps, 'source' | 'broker' | 'clock'>,
  { topic: { name }, force }: Pick<IngestOptions, 'topic' | 'force'>,
): Promise<IngestAction> {
  try {
    const topic = (await broker.describeTopic(name)) ?? missingTopic(name);
    const { kind, ledger } = await planIngest({
      ...{ source, topic, force },
      ledgers: broker,
      holdsRecords: () => holdsRecords(broker, topic),
      now: clock.now(),
    });
    const { acknowledged } = ledger.totals;
    switch (kind) {
      case 'start':
        return { kind };
      case 'resume':
        return { kind, fromRow: ledger.next.recordId, acknowledged };
      case 'complete':
        return { kind: 'nothing-to-do', acknowledged };
    }
  } catch (error) {
    return { kind: 'refused', failure: describeFailure(error) };
  }
}

/** No ledger is about it. */
function missingTopic(name: string): TopicDescription {
  return { name, topicId: '', partitions: [] };
}
