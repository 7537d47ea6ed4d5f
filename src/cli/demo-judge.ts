import type { AnalyticsTotals } from '../domain/analytics/analytics-totals.ts';
import { parseLedger } from '../domain/ledger.ts';
import { datasetTag } from '../domain/track.ts';
import type { Broker } from '../services/ports.ts';
import type { ProducerSlice } from '../state/slices/producer.ts';

/**
 * Tells whether any of the counted data sets is demo data, by the ledgers that brought them in. What
 * this process has published itself, or seen in the topic's ledger, it knows without the broker:
 * exports must be saved while that is away.
 */
export function demoJudge(
  broker: Pick<Broker, 'readLedger'>,
  topic: string,
  producer: () => Pick<ProducerSlice, 'source' | 'ledger'>,
): (totals: Pick<AnalyticsTotals, 'datasets'>) => Promise<boolean> {
  const known = new Map<string, boolean>();

  function recall(): void {
    const { source, ledger } = producer();
    if (source !== null) known.set(datasetTag(source.sha256), source.isDemo);
    if (ledger !== null) known.set(datasetTag(ledger.datasetSha256), ledger.isDemo);
  }

  async function readLedgers(): Promise<void> {
    for (const [key, text] of await broker.readLedger()) {
      if (!key.startsWith(`${topic}/`)) continue;
      const ledger = parseLedger(key, text);
      known.set(datasetTag(ledger.datasetSha256), ledger.isDemo);
    }
  }

  return async ({ datasets }) => {
    const tags = [...datasets.keys()];
    recall();
    if (tags.some((tag) => !known.has(tag))) await readLedgers();
    return tags.some((tag) => known.get(tag) === true);
  };
}
