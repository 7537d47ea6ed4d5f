import type { MirrorView } from '../../engine/mirror-view.ts';
import { isIngesting, isSparkRunning } from '../../state/selectors/engine-work.ts';
import type { ConsoleState } from '../../state/store.ts';

const SECOND_MS = 1_000;
const FIVE_SECONDS_MS = 5_000;
const TEN_SECONDS_MS = 10_000;
const MINUTE_MS = 60_000;

/**
 * How long until the ages on show are drawn again: a second while somebody waits for something,
 * else by how young the youngest is. A screen at rest has nothing to draw but these.
 */
export function untilAgesChange(mirrorView: MirrorView, now: number): number {
  const step = stepOf(mirrorView, now);
  return step - (now % step);
}

/**
 * Time that ages are counted up to: it moves on by their step only, whatever else is drawn
 * meanwhile, and back only where the clock was set back.
 *
 * @param before - up to where they were counted last
 */
export function agesUpTo(before: number, mirrorView: MirrorView, now: number): number {
  const step = stepOf(mirrorView, now);
  const thisSecond = Math.ceil(now / SECOND_MS) * SECOND_MS;
  const reached = step === SECOND_MS ? thisSecond : Math.floor(now / step) * step;
  return before <= thisSecond ? Math.max(before, reached) : reached;
}

function stepOf(mirrorView: MirrorView, now: number): number {
  return isWaitedFor(mirrorView) ? SECOND_MS : ageStep(youngestAge(mirrorView, now));
}

function ageStep(ageMs: number): number {
  if (ageMs < TEN_SECONDS_MS) return FIVE_SECONDS_MS;
  return ageMs < MINUTE_MS ? TEN_SECONDS_MS : MINUTE_MS;
}

/** Something is counted down, is paused, or takes its time. */
function isWaitedFor({ link, state }: MirrorView): boolean {
  const { producer, consumer, download, topic, hdfs, spark } = state;
  return (
    link.name !== 'live' ||
    isIngesting(producer) ||
    producer.pausedSince !== null ||
    consumer.pausedSince !== null ||
    consumer.status.name === 'retrying' ||
    download.status === 'retrying' ||
    (topic?.unreachable ?? null) !== null ||
    (hdfs?.unreachable ?? null) !== null ||
    (hdfs?.failing ?? null) !== null ||
    (spark?.unreachable ?? null) !== null ||
    isSparkRunning(state)
  );
}

function youngestAge({ engine, state }: MirrorView, now: number): number {
  const times = [engine?.startedAt, ...timesOf(state)];
  return now - Math.max(...times.map((time) => time ?? 0));
}

/** Times that panes show as ages. */
function timesOf({
  producer,
  consumer,
  exports,
  hdfs,
  spark,
}: ConsoleState): (number | null | undefined)[] {
  return [
    producer.endedAt,
    consumer.newestRecordAt,
    consumer.savedAt,
    exports.savedAt,
    exports.snapshot?.writtenAt,
    hdfs?.newest?.at,
    spark !== null && 'endedAt' in spark.run ? spark.run.endedAt : null,
  ];
}
