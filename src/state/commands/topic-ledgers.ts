import { type Ledger, parseLedger } from '../../domain/ledger.ts';
import type { TopicDescription } from '../../services/ports.ts';

/**
 * The ledgers of what was published to this very topic, not to an earlier one of its name.
 *
 * @throws {ConsoleError} `LEDGER_INVALID`
 */
export function topicLedgers(
  entries: ReadonlyMap<string, string>,
  { name, topicId }: Pick<TopicDescription, 'name' | 'topicId'>,
): readonly Ledger[] {
  return [...entries]
    .filter(([key]) => key.startsWith(`${name}/`))
    .map(([key, text]) => parseLedger(key, text))
    .filter((ledger) => ledger.topicId === topicId);
}
