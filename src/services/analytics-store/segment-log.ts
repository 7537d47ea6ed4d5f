import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import {
  type AnalyticsDelta,
  deltaWeight,
  PartitionAnalytics,
} from '../../domain/analytics/partition-analytics.ts';
import { ConsoleError } from '../../domain/errors.ts';

/** Many small segments are not worth replacing before they weigh this much. */
const COMPACTION_SLACK = 150_000;

/** Deltas of one partition as they lie in the store, oldest first. */
export type Segment = {
  readonly fromOffset: number;
  readonly nextOffset: number;
  readonly crc32: number;
  readonly body: Uint8Array;
};

type OffsetSpan = Pick<Segment, 'fromOffset' | 'nextOffset'>;

/** The saved deltas of all partitions; every method is called inside a transaction. */
export type SegmentLog = {
  read(partition: number): readonly Segment[];
  /** @throws `STORE_CORRUPT` when the deltas of a partition are not whole up to an offset */
  require(state: { readonly partition: number; readonly nextOffset: number }): void;
  /** Adds a delta, and replaces all by one once they weigh about twice what the state does. */
  append(partition: number, span: OffsetSpan, delta: AnalyticsDelta): void;
};

export function createSegmentLog(database: DatabaseSync, path: string): SegmentLog {
  const select = database.prepare(
    `SELECT from_offset, next_offset, crc32, body FROM segment WHERE partition = ? ORDER BY sequence`,
  );
  const insert = database.prepare(
    `INSERT INTO segment SELECT ?1, coalesce(max(sequence), 0) + 1, ?2, ?3, ?4, ?5, ?6
     FROM segment WHERE partition = ?1`,
  );
  const weigh = database.prepare('SELECT sum(weight) AS weight FROM segment WHERE partition = ?');
  const remove = database.prepare('DELETE FROM segment WHERE partition = ?');

  function read(partition: number): readonly Segment[] {
    return select.all(partition).map((row) => ({
      fromOffset: Number(row['from_offset']),
      nextOffset: Number(row['next_offset']),
      crc32: Number(row['crc32']),
      body: row['body'] as Uint8Array,
    }));
  }

  function write(partition: number, span: OffsetSpan, delta: AnalyticsDelta): void {
    const body = Buffer.from(JSON.stringify(delta));
    const weight = deltaWeight(delta) + 1;
    insert.run(partition, span.fromOffset, span.nextOffset, weight, crc32(body), body);
  }

  return {
    read,
    require({ partition, nextOffset }) {
      for (const _ of soundSegments(read(partition), nextOffset, path)) {
        // Only whether they are sound is asked.
      }
    },
    append(partition, span, delta) {
      write(partition, span, delta);
      const weight = Number(weigh.get(partition)?.['weight']);
      if (weight <= 2 * delta.stateWeight + COMPACTION_SLACK) return;
      const whole = replay(read(partition), span.nextOffset, path).delta();
      remove.run(partition);
      write(partition, { fromOffset: 0, nextOffset: span.nextOffset }, whole);
    },
  };
}

/**
 * The state that segments add up to.
 *
 * @param nextOffset - the offset they must reach
 * @throws `STORE_CORRUPT`
 */
export function replay(
  segments: readonly Segment[],
  nextOffset: number,
  path: string,
): PartitionAnalytics {
  const analytics = new PartitionAnalytics();
  for (const segment of soundSegments(segments, nextOffset, path)) {
    applySegment(analytics, segment, path);
  }
  return analytics;
}

/** The segments, each as it was written, up to the offset they must reach. */
function* soundSegments(
  segments: readonly Segment[],
  nextOffset: number,
  path: string,
): Generator<Segment> {
  let reached = 0;
  for (const segment of segments) {
    if (segment.fromOffset !== reached) throw corrupt(path, `offset ${reached} is not covered`);
    if (crc32(segment.body) !== segment.crc32) throw corrupt(path, `checksum of ${named(segment)}`);
    yield segment;
    reached = segment.nextOffset;
  }
  if (reached !== nextOffset) throw corrupt(path, `offset ${reached} is not covered`);
}

function named({ fromOffset, nextOffset }: Segment): string {
  return `offsets ${fromOffset}-${nextOffset}`;
}

function applySegment(analytics: PartitionAnalytics, segment: Segment, path: string): void {
  try {
    analytics.applyDelta(JSON.parse(Buffer.from(segment.body).toString()) as AnalyticsDelta);
  } catch (error) {
    throw corrupt(path, `content of ${named(segment)}`, error);
  }
}

function corrupt(path: string, what: string, cause?: unknown): ConsoleError {
  return new ConsoleError('STORE_CORRUPT', `${path} is damaged (${what})`, {
    cause,
    hint: 'Start again: it is then set aside, and the analytics are counted again from the topic.',
    context: { path },
  });
}
