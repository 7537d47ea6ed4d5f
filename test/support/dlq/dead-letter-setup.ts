import { checkRawRow } from '../../../src/services/csv/raw-row.ts';
import type { Broker } from '../../../src/services/ports.ts';
import { readDeadLetters } from '../../../src/state/commands/dlq/dead-letters.ts';
import type { RedriveDeps, RedriveOptions } from '../../../src/state/commands/dlq/redrive.ts';
import { ingest } from '../../../src/state/commands/ingest.ts';
import { never } from '../csv/sources.ts';
import { ingestOptions, rowSourceOf, setUpIngest } from '../ingest-setup.ts';

/** A log into which rows were ingested, and what a redrive of them works with. */
export async function setUpDeadLetters(rows: readonly string[]) {
  const setup = setUpIngest(await rowSourceOf(rows));
  await ingest(setup.deps, ingestOptions, never);
  const deps: RedriveDeps = { broker: setup.broker, checkRawRow, clock: setup.deps.clock };
  return { ...setup, redriveDeps: deps };
}

/** Everything that waits in the topic of `ingestOptions`, unless the test says otherwise. */
export function redriveOptions(options: Partial<RedriveOptions> = {}): RedriveOptions {
  const all = { topic: 'tracks', filter: {}, repaired: undefined, force: false };
  return { ...all, ...options };
}

/** Rows of the topic, by `record_id`, in their order there. */
export function recordIds(records: readonly { readonly value: Buffer }[]): readonly number[] {
  return records
    .map(({ value }) => (JSON.parse(value.toString()) as { record_id: number }).record_id)
    .toSorted((one, other) => one - other);
}

/** Rows whose letters are redriven. */
export async function redrivenRows(broker: Broker): Promise<readonly number[]> {
  const { letters } = await readDeadLetters(broker, 'tracks', never);
  return letters.filter(({ isRedriven }) => isRedriven).map(({ recordId }) => recordId);
}
