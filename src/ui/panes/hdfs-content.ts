import { formatBytes, formatCount } from '../../domain/format.ts';
import type { HdfsSlice } from '../../state/slices/hdfs.ts';
import { namedRow } from '../text/field-rows.ts';
import { figureOf, figureSpan } from '../text/figure.ts';
import { fittingRow } from '../text/fitting-row.ts';
import { EMPTY_ROW, joinRows, type Row, row, type Span, span } from '../text/row.ts';
import { ageText } from '../text/time-text.ts';
import { fittingRows, type WeightedRow, weighted } from '../text/weighted-rows.ts';
import { nameNodeRows } from './hdfs-figures.ts';
import { hdfsStatus } from './hdfs-status.ts';
import { type Moment, type PaneArea, pathIn, shownIn } from './pane-area.ts';
import type { PaneContent } from './pane-content.ts';
import { paneFields } from './pane-fields.ts';
import { detailRows, pastStatus } from './pane-status.ts';

type Known = NonNullable<HdfsSlice>;

/** HDFS as its NameNode tells it, what waits to be published, and what is in the export folder. */
export function hdfsContent(hdfs: HdfsSlice, area: PaneArea, moment: Moment): PaneContent {
  const status = statusOf(hdfs, moment);
  const word = row(status.isBusy ? '  ' : null, span(status.word, status.tone));
  const rows = [
    ...weighted(0, word),
    ...weighted(1, ...detailRows(status, area)),
    ...(hdfs === null ? [] : figureRows(hdfs, area, moment)),
  ];
  return { rows: fittingRows(rows, area.height), isBusy: status.isBusy === true };
}

/** The essentials in one line, for a screen without room for the pane. */
export function hdfsLine(hdfs: HdfsSlice, area: PaneArea, moment: Moment): Row {
  const status = statusOf(hdfs, moment);
  const words = [
    row(span('HDFS ', 'quiet'), span(status.word, status.tone)),
    ...(hdfs === null
      ? []
      : [row(span('queue ', 'quiet'), queueSpan(hdfs)), ...newestWords(hdfs, moment)]),
  ];
  return joinRows(words, area.width, span('  '));
}

function statusOf(hdfs: HdfsSlice, { now, isLive }: Moment) {
  const known = hdfsStatus(hdfs, now);
  return isLive ? known : pastStatus(known);
}

function figureRows(hdfs: Known, area: PaneArea, moment: Moment): readonly WeightedRow[] {
  return [
    ...queueRows(hdfs, area, moment),
    ...lossRows(hdfs, area),
    ...nameNodeRows(hdfs, area, moment),
    ...(area.isZoomed ? placeRows(hdfs, area, moment) : []),
  ];
}

function queueRows(hdfs: Known, area: PaneArea, { now }: Moment): readonly WeightedRow[] {
  const { queue, published, newest } = hdfs;
  const age = (at: number | null) =>
    figureSpan(figureOf(at === null ? null : now - at), ageText, area.glyphs);
  return [
    ...weighted(1, paneFields(area, ['queue', queueSpan(hdfs)], ['oldest', age(queue.oldestAt)])),
    ...weighted(
      2,
      paneFields(area, ['published', formatCount(published)], ['newest', age(newest?.at ?? null)]),
    ),
  ];
}

function queueSpan({ queue }: Known): Span {
  if (queue.exports === 0) return span('empty');
  return span(`${formatCount(queue.exports)}, ${formatBytes(queue.bytes)}`, 'watch');
}

function lossRows({ lost, superseded }: Known, area: PaneArea): readonly WeightedRow[] {
  if (lost === 0 && superseded === 0) return [];
  const lostSpan = span(formatCount(lost), lost === 0 ? 'plain' : 'alarm');
  return weighted(
    lost === 0 ? 6 : 1,
    paneFields(area, ['not stored', lostSpan, 'lost'], ['replaced', formatCount(superseded)]),
  );
}

function newestWords({ newest: found }: Known, { now }: Moment): readonly Row[] {
  if (found === null) return [];
  return [row(span(`${found.kind} `, 'quiet'), ageText(now - found.at))];
}

const NAME_CELLS = 8;

/** Where all of it is, and the newest snapshots. */
function placeRows(hdfs: Known, area: PaneArea, { now }: Moment): readonly WeightedRow[] {
  const cells = Math.max(1, area.width - NAME_CELLS - 1);
  const snapshots = (hdfs.folder?.newest ?? []).map(({ name, modifiedAt }) =>
    fittingRow(
      area.width,
      row(`${shownIn(area, name)}  `, span(`${ageText(now - modifiedAt)} ago`, 'quiet')),
      row(shownIn(area, name)),
    ),
  );
  return weighted(
    6,
    EMPTY_ROW,
    namedRow('address', NAME_CELLS, pathIn(area, hdfs.url, cells)),
    namedRow('user', NAME_CELLS, shownIn(area, hdfs.user)),
    namedRow('folder', NAME_CELLS, pathIn(area, hdfs.path, cells)),
    namedRow('version', NAME_CELLS, hdfs.status?.version ?? area.glyphs.none),
    ...(snapshots.length === 0 ? [] : [EMPTY_ROW, row(span('newest snapshots', 'quiet'))]),
    ...snapshots,
  );
}
