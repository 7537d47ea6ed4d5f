import type { SparkSlice } from '../../state/slices/spark.ts';
import { wrapCells } from '../text/cells.ts';
import { fittingRow } from '../text/fitting-row.ts';
import { doneCells } from '../text/graphs.ts';
import { joinRows, type Row, row, rowWidth, span } from '../text/row.ts';
import { fittingRows, type WeightedRow, weighted } from '../text/weighted-rows.ts';
import { type Moment, type PaneArea, shownIn } from './pane-area.ts';
import type { PaneContent } from './pane-content.ts';
import { detailRows, type PaneStatus, pastStatus } from './pane-status.ts';
import { applicationRows, masterRows, resultRows, streamRows } from './spark-figures.ts';
import { sparkPlaces } from './spark-places.ts';
import {
  runStatus,
  runTasks,
  tasksForms,
  verdictDetails,
  verdictForms,
  verdictOf,
  verdictTone,
} from './spark-run-status.ts';
import { sparkStatus } from './spark-status.ts';

type Known = NonNullable<SparkSlice>;

/** Spark as its master tells it, and how our own run on it gets on or what it found. */
export function sparkContent(spark: SparkSlice, area: PaneArea, moment: Moment): PaneContent {
  const status = asOf(moment, sparkStatus(spark, moment.now));
  const word = row(status.isBusy ? '  ' : null, span(status.word, status.tone));
  const rows = [
    ...weighted(0, word),
    ...weighted(1, ...detailRows(status, area)),
    ...(spark === null ? [] : knownRows(spark, area, moment)),
  ];
  return { rows: fittingRows(rows, area.height), isBusy: status.isBusy === true };
}

/** The essentials in one line, for a screen without room for the pane. */
export function sparkLine(spark: SparkSlice, area: PaneArea, moment: Moment): Row {
  const status = asOf(moment, sparkStatus(spark, moment.now));
  const words = [row(span('Spark ', 'quiet'), span(status.word, status.tone))];
  if (spark !== null) words.push(...runWords(spark, moment));
  return joinRows(words, area.width, span('  '));
}

/** The run, how far it is and what it found, most wanted first. */
function runWords(spark: Known, moment: Moment): readonly Row[] {
  const { word, tone } = asOf(moment, runStatus(spark.run, moment.now));
  const tasks = moment.isLive ? runTasks(spark) : null;
  const verdict = verdictOf(spark.run);
  return [
    row(span(word, tone)),
    ...(tasks === null ? [] : [row(tasksForms(tasks)[1])]),
    ...(verdict === null
      ? []
      : [row(span(verdictForms(verdict).at(-1) ?? '', verdictTone(verdict)))]),
  ];
}

function asOf({ isLive }: Moment, status: PaneStatus): PaneStatus {
  return isLive ? status : pastStatus(status);
}

function knownRows(spark: Known, area: PaneArea, moment: Moment): readonly WeightedRow[] {
  return [
    ...runRows(spark, area, moment),
    ...(moment.isLive ? streamRows(spark, area) : []),
    ...resultRows(spark, area),
    ...applicationRows(spark, area),
    ...masterRows(spark, area, moment),
    ...(area.isZoomed ? sparkPlaces(spark, area, moment) : []),
  ];
}

function runRows(spark: Known, area: PaneArea, moment: Moment): readonly WeightedRow[] {
  const known = runStatus(spark.run, moment.now);
  const status = asOf(moment, known);
  const shortWord = moment.isLive ? known.shortWord : undefined;
  const words = [status.word, shortWord ?? status.word].map((text) => row(span(text, status.tone)));
  const tasks = moment.isLive ? runTasks(spark) : null;
  const verdict = verdictOf(spark.run);
  return [
    ...weighted(0, fittingRow(area.width, ...words)),
    ...weighted(1, ...(tasks === null ? [] : [tasksRow(tasks, area)])),
    ...(verdict === null ? [] : verdictRows(verdict, area)),
    ...weighted(1, ...detailRows(status, area)),
  ];
}

const LEAST_BAR_CELLS = 3;

/** A bar of the tasks that are done, and how many behind it. */
function tasksRow(tasks: NonNullable<ReturnType<typeof runTasks>>, area: PaneArea): Row {
  const { width, glyphs } = area;
  const forms = tasksForms(tasks).map((text) => row(` ${text}`));
  const words = fittingRow(width - LEAST_BAR_CELLS, ...forms);
  const cells = Math.max(0, width - rowWidth(words));
  const done = doneCells(tasks.completed / tasks.total, cells);
  return row(
    span(glyphs.done.repeat(done), 'accent'),
    span(glyphs.toDo.repeat(cells - done), 'quiet'),
    ...words,
  );
}

type Verdict = NonNullable<ReturnType<typeof verdictOf>>;

function verdictRows(verdict: Verdict, area: PaneArea): readonly WeightedRow[] {
  const forms = verdictForms(verdict).map((text) => row(span(text, verdictTone(verdict))));
  const details = verdictDetails(verdict).flatMap((text) =>
    wrapCells(shownIn(area, text), Math.max(1, area.width)),
  );
  const shown = area.isZoomed ? details : details.slice(0, MOST_DETAILS);
  return [
    ...weighted(0, fittingRow(area.width, ...forms)),
    ...weighted(1, ...shown.map((line) => row(line))),
  ];
}

/** Rows about a verdict in a pane that shares the screen. */
const MOST_DETAILS = 2;
