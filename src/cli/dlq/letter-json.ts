import type { DeadLetter } from '../../state/commands/dlq/dead-letters.ts';

/** A dead letter without its raw row, for scripts. */
export function letterJson(letter: DeadLetter) {
  return {
    record_id: letter.recordId,
    line: letter.line,
    dataset: letter.tag,
    reason: letter.reason,
    column: letter.column,
    value: letter.value,
    partition: letter.partition,
    offset: letter.offset,
    written_at: new Date(letter.writtenAt).toISOString(),
    redriven: letter.isRedriven,
  };
}
