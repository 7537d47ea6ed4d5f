import { DATASET_HEADER } from '../../../domain/track.ts';
import type { Broker, StoredRecord } from '../../../services/ports.ts';
import { deadLetterTopic } from '../dead-letter.ts';
import { readRedriveMark } from './redrive-mark.ts';

/** A row that was not published, as the dead-letter topic keeps it. */
export type DeadLetter = {
  readonly partition: number;
  readonly offset: number;
  /** Epoch milliseconds. */
  readonly writtenAt: number;
  /** Of the data set. */
  readonly tag: string;
  readonly recordId: number;
  /** First physical line of the row; the header is line 1. */
  readonly line: number;
  readonly reason: string;
  /** Empty when the row as a whole is faulty. */
  readonly column: string;
  readonly value: string;
  readonly raw: Buffer;
  /** Whether the row was published to the present topic since. */
  readonly isRedriven: boolean;
};

export type DeadLetters = {
  /** One for each row, by data set and row. */
  readonly letters: readonly DeadLetter[];
  /** Records in the dead-letter topic that trackdeck did not write. */
  readonly foreign: number;
};

/**
 * Everything in the dead-letter topic of a topic that retention has left there; nothing where there
 * is no such topic. Of a row with several letters, as after its topic was made anew, the newest
 * counts. Memory grows with the letters: 64 KiB each at most, as a rule 200 bytes.
 */
export async function readDeadLetters(
  broker: Pick<Broker, 'describeTopic' | 'readPartition'>,
  topic: string,
  signal: AbortSignal,
): Promise<DeadLetters> {
  const name = deadLetterTopic(topic);
  const topicId = (await broker.describeTopic(topic))?.topicId;
  const letters = new Map<string, DeadLetter>();
  const redriven = new Set<string>();
  let foreign = 0;
  for (const log of (await broker.describeTopic(name))?.partitions ?? []) {
    const { partition, logStartOffset: from, logEndOffset: to } = log;
    const range = { topic: name, partition, from, to, signal };
    for await (const { records } of broker.readPartition(range)) {
      for (const record of records) {
        const mark = readRedriveMark(record);
        const letter = mark === undefined ? readLetter(record, partition) : undefined;
        if (mark !== undefined && mark.topicId === topicId) redriven.add(rowKey(mark));
        if (mark === undefined && letter === undefined) foreign += 1;
        if (letter !== undefined) keepNewest(letters, letter);
      }
    }
  }
  const known = [...letters.values()].toSorted(byDatasetAndRow);
  return {
    letters: known.map((letter) => ({ ...letter, isRedriven: redriven.has(rowKey(letter)) })),
    foreign,
  };
}

function rowKey({ tag, recordId }: Pick<DeadLetter, 'tag' | 'recordId'>): string {
  return `${tag}/${recordId}`;
}

function keepNewest(letters: Map<string, DeadLetter>, letter: DeadLetter): void {
  const known = letters.get(rowKey(letter));
  if (known === undefined || known.writtenAt <= letter.writtenAt) {
    letters.set(rowKey(letter), letter);
  }
}

function readLetter(record: StoredRecord, partition: number): DeadLetter | undefined {
  const { reason, column = '', line, record_id: recordId, value = '' } = record.headers;
  const tag = record.headers[DATASET_HEADER];
  if (reason === undefined || tag === undefined) return undefined;
  if (!isCount(recordId) || !isCount(line)) return undefined;
  return {
    partition,
    offset: record.offset,
    writtenAt: record.timestampMs,
    tag,
    recordId: Number(recordId),
    line: Number(line),
    reason,
    column,
    value,
    // A copy: the record's value is a view of the whole batch it was read in.
    raw: Buffer.from(record.value),
    isRedriven: false,
  };
}

function isCount(text: string | undefined): boolean {
  return text !== undefined && /^\d{1,15}$/.test(text);
}

function byDatasetAndRow(left: DeadLetter, right: DeadLetter): number {
  if (left.tag !== right.tag) return left.tag < right.tag ? -1 : 1;
  return left.recordId - right.recordId;
}
