import type { Track } from '../../domain/track.ts';
import type {
  AnalyticsSave,
  PartitionState,
  RecordBatch,
  StoredRecord,
} from '../../services/ports.ts';
import { TextBuffer } from './text-buffer.ts';
import { readTrackRecord } from './track-record.ts';

/** One track as a line of the track file, with its line break. */
export type TrackLine = (track: Track, processedAt: string) => string;

type Counted = {
  readonly analytics: PartitionState['analytics'];
  nextOffset: number;
  expiredRecords: number;
  /** How many of those a save has covered. */
  expiredSaved: number;
};

/**
 * Counts records of the assigned partitions and holds what is not saved yet: the changed keys, and
 * the track lines of at most one save interval.
 */
export class PartitionCounter {
  readonly #trackLine: TrackLine;
  readonly #partitions = new Map<number, Counted>();
  readonly #trackLines = new TextBuffer();
  #isDirty = false;
  #recordsCounted = 0;
  #recordsSaved = 0;

  constructor(trackLine: TrackLine) {
    this.#trackLine = trackLine;
  }

  /** Track records counted since this counter was made; foreign and unreadable ones are not among them. */
  get recordsCounted(): number {
    return this.#recordsCounted;
  }

  /** Of those, the ones that no save has covered. */
  get recordsUnsaved(): number {
    return this.#recordsCounted - this.#recordsSaved;
  }

  get isDirty(): boolean {
    return this.#isDirty;
  }

  assign({ partition, ...state }: PartitionState): void {
    this.#partitions.set(partition, { ...state, expiredSaved: state.expiredRecords });
  }

  /** Call only when everything is saved. */
  revoke(partitions: readonly number[]): void {
    for (const partition of partitions) this.#partitions.delete(partition);
  }

  /** What is counted, saved or not, of every assigned partition. */
  states(): readonly PartitionState[] {
    return [...this.#partitions].map(([partition, { nextOffset, expiredRecords, analytics }]) => ({
      partition,
      nextOffset,
      expiredRecords,
      analytics,
    }));
  }

  /** Where counting goes on; `undefined` for a partition that is not assigned. */
  nextOffset(partition: number): number | undefined {
    return this.#partitions.get(partition)?.nextOffset;
  }

  /**
   * Counts the records `[from, to)` of a batch, by index. Those below the covered offset were
   * counted before and are ignored, whoever rewound the group.
   */
  count(batch: RecordBatch, from: number, to: number, processedAt: string): void {
    const counted = this.#partitions.get(batch.partition);
    if (counted === undefined) return;
    const lines: string[] = [];
    for (const record of batch.records.slice(from, to)) {
      if (record.offset < counted.nextOffset) continue;
      const track = this.#countRecord(counted, record);
      if (track !== undefined) lines.push(this.#trackLine(track, processedAt));
      counted.nextOffset = record.offset + 1;
    }
    this.#trackLines.append(lines.join(''));
    if (to >= batch.records.length) {
      counted.nextOffset = Math.max(counted.nextOffset, batch.nextOffset);
    }
    this.#isDirty = true;
  }

  /** The track that was counted, if the record holds one. */
  #countRecord({ analytics }: Counted, record: StoredRecord): Track | undefined {
    const read = readTrackRecord(record);
    switch (read.kind) {
      case 'foreign':
        analytics.countForeign();
        return undefined;
      case 'unreadable':
        analytics.countUnreadable();
        return undefined;
      case 'track':
        analytics.add(read.track, read.tag);
        this.#recordsCounted += 1;
        return read.track;
    }
  }

  /** Goes on behind records that retention removed. */
  skipExpired(partition: number, from: number, to: number): void {
    const counted = this.#partitions.get(partition);
    if (counted === undefined || to <= counted.nextOffset) return;
    counted.expiredRecords += to - Math.max(from, counted.nextOffset);
    counted.nextOffset = to;
    this.#isDirty = true;
  }

  /** What a save has to write, as of now; nothing changes here until `markSaved`. */
  unsaved(): Pick<AnalyticsSave, 'partitions' | 'trackLines'> {
    const partitions = [...this.#partitions].map(([partition, counted]) => ({
      partition,
      nextOffset: counted.nextOffset,
      expiredRecords: counted.expiredRecords - counted.expiredSaved,
      delta: counted.analytics.delta(),
    }));
    return { partitions, trackLines: this.#trackLines.bytes() };
  }

  markSaved(): void {
    for (const counted of this.#partitions.values()) {
      counted.analytics.markSaved();
      counted.expiredSaved = counted.expiredRecords;
    }
    this.#trackLines.clear();
    this.#recordsSaved = this.#recordsCounted;
    this.#isDirty = false;
  }
}
