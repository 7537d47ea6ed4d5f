import type { TopicDescription } from '../../services/ports.ts';
import { holdsRecords } from './holds-records.ts';
import type { IngestDeps, IngestOptions } from './ingest-deps.ts';
import { type IngestPlan, planIngest } from './ingest-plan.ts';

export type InspectedTopic = {
  /** The dead-letter topic. */
  readonly letters: TopicDescription;
  readonly plan: IngestPlan;
};

/** What there is to publish, by what topic and ledger hold now; missing topics are created. */
export async function inspectTopic(
  { source, broker, clock }: Pick<IngestDeps, 'source' | 'broker' | 'clock'>,
  options: Pick<IngestOptions, 'topic' | 'deadLetters' | 'force'>,
): Promise<InspectedTopic> {
  const topic = await broker.ensureTopic(options.topic);
  const letters = await broker.ensureTopic(options.deadLetters);
  const { force } = options;
  const plan = await planIngest({
    ...{ source, topic, force },
    ledgers: broker,
    holdsRecords: () => holdsRecords(broker, topic),
    now: clock.now(),
  });
  return { letters, plan };
}
