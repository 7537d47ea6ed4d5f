import { formatBytes, formatCount } from '../../domain/format.ts';
import type { SparkSlice } from '../../state/slices/spark.ts';
import { type Figure, figureOf, figureSpan } from '../text/figure.ts';
import { fittingRow } from '../text/fitting-row.ts';
import { rateText } from '../text/rate-text.ts';
import { type Row, row, type Span, span } from '../text/row.ts';
import { spanText } from '../text/time-text.ts';
import { type WeightedRow, weighted } from '../text/weighted-rows.ts';
import { type Moment, type PaneArea, shownIn } from './pane-area.ts';
import { paneFields } from './pane-fields.ts';

type Known = NonNullable<SparkSlice>;
type Stage = NonNullable<NonNullable<Known['application']>['stage']>;

/** Cells for two figures side by side, one of them in bytes with its whole. */
const WIDE_FIELDS_FROM = 56;

/** What the master tells of its workers and applications. */
export function masterRows(spark: Known, area: PaneArea, { now }: Moment): readonly WeightedRow[] {
  const { status, unreachable } = spark;
  const told = (value: number | undefined, format: (value: number) => string): Span => {
    const figure: Figure =
      value === undefined || unreachable === null
        ? figureOf(value)
        : { kind: 'stale', value, ageMs: now - unreachable.since };
    return figureSpan(figure, format, area.glyphs);
  };
  const count = (value: number | undefined) => told(value, formatCount);
  const cores = (used: number) => `${formatCount(used)} of ${formatCount(status?.cores ?? 0)}`;
  const memory = (used: number) => {
    const isWide = area.width >= WIDE_FIELDS_FROM;
    return isWide
      ? `${formatBytes(used)} of ${formatBytes(status?.memoryBytes ?? 0)}`
      : formatBytes(used);
  };
  return [
    ...weighted(
      2,
      paneFields(area, ['workers', count(status?.aliveWorkers)], ['dead', deadSpan(spark, count)]),
    ),
    ...weighted(
      4,
      paneFields(
        area,
        ['cores in use', told(status?.coresUsed, cores), 'cores'],
        ['memory in use', told(status?.memoryUsedBytes, memory), 'memory'],
      ),
      paneFields(
        area,
        ['applications', count(status?.runningApplications), 'apps'],
        ['finished', count(status?.finishedApplications)],
      ),
    ),
  ];
}

function deadSpan({ status }: Known, count: (value: number | undefined) => Span): Span {
  const shown = count(status?.deadWorkers);
  return (status?.deadWorkers ?? 0) > 0 && shown.tone === 'plain'
    ? span(shown.text, 'watch')
    : shown;
}

/** How the application that runs gets on: its jobs, stages and tasks, what failed, how uneven it is. */
export function applicationRows(
  { application, unreachable }: Known,
  area: PaneArea,
): readonly WeightedRow[] {
  if (application === null) return [];
  const { jobs, stages, tasks, stage, failures } = application;
  const allJobs = jobs.running + jobs.succeeded + jobs.failed;
  if (allJobs === 0) return [];
  const { glyphs } = area;
  // Its age stands with the figures of the master.
  const old = unreachable === null ? '' : glyphs.stale;
  const ofAll = (done: number, all: number) =>
    span(`${formatCount(done)} of ${formatCount(all)}${old}`, old === '' ? 'plain' : 'quiet');
  const failed = (count: number) =>
    span(`${formatCount(count)}${old}`, count === 0 ? (old === '' ? 'plain' : 'quiet') : 'watch');
  const allStages = stages.active + stages.complete + stages.failed;
  return [
    ...weighted(
      2,
      paneFields(
        area,
        ['tasks', ofAll(tasks.completed, tasks.total)],
        ['failed', failed(tasks.failed)],
      ),
    ),
    ...weighted(
      3,
      paneFields(area, ['jobs', ofAll(jobs.succeeded, allJobs)], ['failed', failed(jobs.failed)]),
      paneFields(
        area,
        ['stages', ofAll(stages.complete, allStages)],
        ['failed', failed(stages.failed)],
      ),
      ...(stage === null ? [] : [stageRow(stage, area)]),
      ...failures.map((reason) => row(span(shownIn(area, reason), 'watch'))),
    ),
  ];
}

/** Longer than the median by so much is worth an eye. */
const UNEVEN_FROM = 3;

function stageRow(stage: Stage, area: PaneArea): Row {
  const { id, name, skew, tasks, shuffleReadBytes, shuffleWriteBytes } = stage;
  const title = row(span('stage ', 'quiet'), String(id));
  const done = row(...title, ` ${formatCount(tasks.completed)} of ${formatCount(tasks.total)}`);
  const tone = (skew ?? 0) >= UNEVEN_FROM ? 'watch' : 'plain';
  const uneven = skew === null ? null : span(`  skew ${skew.toFixed(1)}`, tone);
  const moved = shuffleReadBytes + shuffleWriteBytes;
  const shuffled = span(`  shuffled ${formatBytes(moved)}`, 'quiet');
  const named = span(`  ${shownIn(area, name)}`, 'quiet');
  return fittingRow(
    area.width,
    row(...done, uneven, shuffled, named),
    row(...done, uneven, shuffled),
    row(...done, uneven),
    row(...title, uneven),
    title,
  );
}

/** What our run has computed, and how long it took. */
export function resultRows({ run }: Known, area: PaneArea): readonly WeightedRow[] {
  if (run.name !== 'finished') return [];
  const took = spanText(run.endedAt - run.startedAt);
  return weighted(2, paneFields(area, ['tracks', formatCount(run.result.tracks)], ['took', took]));
}

/** How a stream keeps up. */
export function streamRows({ run }: Known, area: PaneArea): readonly WeightedRow[] {
  if (run.name !== 'running' || run.stream === null) return [];
  const { inputRowsPerSecond, processedRowsPerSecond, offsetsBehind, batch, tracks } = run.stream;
  return weighted(
    1,
    paneFields(
      area,
      ['rows in', rateText(inputRowsPerSecond), 'in'],
      ['processed', rateText(processedRowsPerSecond), 'done'],
    ),
    paneFields(
      area,
      ['batch', formatCount(batch)],
      ['behind', figureSpan(figureOf(offsetsBehind), formatCount, area.glyphs)],
    ),
    paneFields(area, ['tracks', formatCount(tracks)]),
  );
}
