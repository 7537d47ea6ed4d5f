import { formatBytes, formatCount } from '../../domain/format.ts';
import type { SparkSlice } from '../../state/slices/spark.ts';
import { namedRow } from '../text/field-rows.ts';
import { fittingRow } from '../text/fitting-row.ts';
import { EMPTY_ROW, type Row, row, span } from '../text/row.ts';
import { ageText, spanText } from '../text/time-text.ts';
import { type WeightedRow, weighted } from '../text/weighted-rows.ts';
import { type Moment, type PaneArea, pathIn, shownIn } from './pane-area.ts';

type Known = NonNullable<SparkSlice>;
type Status = NonNullable<Known['status']>;

const NAME_CELLS = 8;

/** Where all of it is, and the workers and applications one by one, for a pane with the screen for itself. */
export function sparkPlaces(spark: Known, area: PaneArea, { now }: Moment): readonly WeightedRow[] {
  const { status } = spark;
  const cells = Math.max(1, area.width - NAME_CELLS - 1);
  const named = (name: string, text: string | null | undefined) =>
    text === null || text === undefined
      ? []
      : [namedRow(name, NAME_CELLS, pathIn(area, text, cells))];
  const started = startedOf(spark);
  return [
    ...weighted(
      5,
      EMPTY_ROW,
      ...named('web page', spark.url),
      ...named('run page', runPage(spark)),
      ...named('master', status?.url),
      ...named('version', status?.version),
      ...named('output', started?.output),
      ...named('log', started?.logFile),
    ),
    ...(status === null ? [] : listRows(status, area, now, asOfText(spark, now))),
  ];
}

/** Address of the pages of what runs: they end with it. */
export function runPage({ run, application }: Known): string | undefined {
  const ours = run.name === 'running' ? run.url : null;
  return ours ?? application?.url;
}

function startedOf({ run }: Known) {
  if (run.name === 'running' || run.name === 'finished') return run;
  return run.name === 'failed' || run.name === 'stopped' ? run.started : null;
}

/** What the master told before it fell silent is said to be so old. */
function asOfText({ unreachable }: Known, now: number): string {
  return unreachable === null ? '' : `, as they were ${ageText(now - unreachable.since)} ago`;
}

function listRows(
  status: Status,
  area: PaneArea,
  now: number,
  asOf: string,
): readonly WeightedRow[] {
  const list = (title: string, rows: readonly Row[]) => {
    const forms = [`${title}${asOf}`, title].map((text) => row(span(text, 'quiet')));
    return rows.length === 0 ? [] : [EMPTY_ROW, fittingRow(area.width, ...forms), ...rows];
  };
  const workers = status.workers.map((worker) => workerRow(worker, area));
  const running = status.running.map((application) => applicationRow(application, area, now));
  const finished = status.finished.map((application) => applicationRow(application, area, now));
  return [
    ...weighted(6, ...list('workers', workers), ...list('applications that run', running)),
    ...weighted(7, ...list('applications that ran', finished)),
  ];
}

function workerRow(worker: Status['workers'][number], area: PaneArea): Row {
  const { name, state, cores, coresUsed, memoryBytes, memoryUsedBytes, silentSeconds } = worker;
  const title = row(span(state, state === 'ALIVE' ? 'plain' : 'watch'), ` ${shownIn(area, name)}`);
  const room = `  ${formatCount(coresUsed)} of ${formatCount(cores)} cores, ${formatBytes(memoryUsedBytes)} of ${formatBytes(memoryBytes)}`;
  const heard = span(`  heard of ${ageText(silentSeconds * 1000)} ago`, 'quiet');
  return fittingRow(area.width, row(...title, room, heard), row(...title, room), title);
}

function applicationRow(application: Status['running'][number], area: PaneArea, now: number): Row {
  const { name, id, state, cores, startedAt, durationMs } = application;
  const title = row(span(state, state === 'FAILED' ? 'watch' : 'plain'), ` ${shownIn(area, name)}`);
  const time =
    durationMs === null
      ? `  for ${ageText(now - startedAt)}`
      : `  took ${spanText(durationMs)}, ${ageText(now - startedAt - durationMs)} ago`;
  const more = span(`  ${formatCount(cores)} cores  ${shownIn(area, id)}`, 'quiet');
  return fittingRow(area.width, row(...title, time, more), row(...title, time), title);
}
