import { formatBytes } from '../../domain/format.ts';
import type { MirrorView } from '../../engine/mirror-view.ts';
import { type BooksVerdict, selectBooks, toCountVerdict } from '../../state/selectors/books.ts';
import { areRowsComing } from '../../state/selectors/engine-work.ts';
import type { ConsoleState } from '../../state/store.ts';
import { diskWord, lostWord } from '../chrome/alerts.ts';
import { firstKeyOf } from '../keymap.ts';
import { wrapCells } from '../text/cells.ts';
import { namedRow } from '../text/field-rows.ts';
import { fittingRow } from '../text/fitting-row.ts';
import { EMPTY_ROW, joinRows, type Row, row, span } from '../text/row.ts';
import { ageText } from '../text/time-text.ts';
import { fittingRows, type WeightedRow, weighted } from '../text/weighted-rows.ts';
import { staleSince } from '../view/stale-since.ts';
import { booksRows, gapText } from './books-words.ts';
import { nextExportAt } from './next-export.ts';
import { type PaneArea, shownIn } from './pane-area.ts';
import { sinceText } from './pane-status.ts';
import { linkRows } from './pipeline-links.ts';
import {
  brokerWords,
  engineWords,
  groupWords,
  outputWords,
  quiet,
  savedWords,
  snapshotWords,
  sourceWords,
  topicWords,
  type Words,
} from './pipeline-words.ts';
import { roadOf } from './road.ts';
import { LEAST_LIST_CELLS, roadList } from './road-list.ts';
import { roadPicture } from './road-picture.ts';
import { bottleneckForms, roadRows } from './road-rows.ts';
import type { Stop } from './road-stop.ts';

const NAME_CELLS = 8;

/** What this engine works on, how the road of a track goes, and what was written when. */
export function pipelineRows(view: MirrorView, area: PaneArea, now: number): readonly Row[] {
  const { state } = view;
  const named = (weight: number, name: string, words: Words) =>
    weighted(weight, namedRow(name, NAME_CELLS, ...fittingWords(words, area)));
  const rows = [
    ...goneRows(view, area, now),
    ...bookRows(view, area, now),
    ...named(1, 'source', sourceWords(state, area)),
    ...named(3, 'broker', brokerWords(view, area, now)),
    ...named(4, 'topic', topicWords(view, area)),
    ...named(6, 'group', groupWords(view, area)),
    ...named(3, 'engine', engineWords(view, area, now)),
    ...named(7, 'output', outputWords(view, area)),
    ...named(isToldByRoad(area) ? 8 : 4, 'exports', savedWords(state, area, now)),
    ...named(state.exports.snapshot === null ? 7 : 5, 'snapshot', snapshotWords(state, area, now)),
    ...diskRows(state, area),
  ];
  const moving = staleSince(view) !== null ? [] : movingRows(view, area, now, rows);
  return fittingRows([...rows, ...moving], area.height);
}

/** Whether the last stop of the road tells of the exports. */
function isToldByRoad({ isZoomed, width }: PaneArea): boolean {
  return isZoomed && width >= LEAST_LIST_CELLS;
}

/** What weighs less stands beside the road however little room there is. */
const ROAD_WEIGHT = 2;

/** The road in as much detail as there is room for, and what its stops wait for. */
function movingRows(
  view: MirrorView,
  area: PaneArea,
  now: number,
  rows: readonly WeightedRow[],
): readonly WeightedRow[] {
  const essential = rows.filter(({ weight }) => weight < ROAD_WEIGHT).length;
  const whole = area.isZoomed ? wholeRoads(view, area, now) : [];
  const fitting = whole.find(
    ({ road }) => road.length > 0 && road.length + essential <= area.height,
  );
  if (fitting !== undefined) {
    return [...GAP, ...weighted(ROAD_WEIGHT, ...fitting.road), ...fitting.below];
  }
  const notes = [...besideRows(view, area, now), ...bottleneckRows(view.state, area)];
  const road = roadRows(view.state, roadOf(view.state, area, now), area);
  const room = area.height - essential - notes.filter(({ weight }) => weight < ROAD_WEIGHT).length;
  return [...GAP, ...(road.length <= room ? weighted(ROAD_WEIGHT, ...road) : []), ...notes];
}

const GAP = weighted(8, EMPTY_ROW);

type WholeRoad = { readonly road: readonly Row[]; readonly below: readonly WeightedRow[] };

/** The road with all its stops, the slowest named, and where a browser shows more. */
function wholeRoads(view: MirrorView, area: PaneArea, now: number): readonly WholeRoad[] {
  const road = roadOf(view.state, area, now);
  const slowest = bottleneckRows(view.state, area).map(({ row }) => row);
  const links = linkRows(view, area);
  const list = roadList(road, area);
  return [
    { road: roadPicture(road, [EMPTY_ROW, ...slowest, EMPTY_ROW, ...links], area), below: [] },
    {
      road: list.length === 0 ? [] : [...list, ...slowest],
      below: [...weighted(8, ...links.slice(0, 1)), ...weighted(7, ...links.slice(1))],
    },
  ];
}

function fittingWords(words: Words, area: PaneArea): Row {
  return joinRows(words, valueCells(area), span(' '));
}

/** Cells of a named row's value. */
function valueCells({ width }: PaneArea): number {
  return Math.max(1, width - NAME_CELLS - 1);
}

/** A gap is told in full; what an engine that is gone or silent had still to do is not. */
function bookRows(view: MirrorView, area: PaneArea, now: number): readonly WeightedRow[] {
  const verdict = selectBooks(view.state, now);
  if (verdict.kind !== 'gap') {
    const forms = booksFormsOf(view, verdict, now);
    return weighted(0, namedRow('books', NAME_CELLS, ...fittingRow(valueCells(area), ...forms)));
  }
  const lines = wrapCells(gapText(verdict.gap), valueCells(area));
  return lines.flatMap((line, index) =>
    weighted(0, namedRow(index === 0 ? 'books' : '', NAME_CELLS, span(line, 'alarm'))),
  );
}

function booksFormsOf(view: MirrorView, verdict: BooksVerdict, now: number): readonly Row[] {
  const isUnderWay = ['catching-up', 'waiting', 'paused', 'shared'].includes(verdict.kind);
  if (isUnderWay && staleSince(view) !== null) return unfinishedForms(view);
  // In the middle of an ingest all is counted many times, for a moment each.
  const isMidway = verdict.kind === 'catching-up' && areRowsComing(view.state.producer);
  const isPassing = isMidway && verdict.step === 'export';
  const told = isPassing ? toCountVerdict(view.state, 0) : verdict;
  return booksRows(told, nextExportAt(view, now));
}

function unfinishedForms({ link }: MirrorView): readonly Row[] {
  const what = link.name === 'silent' ? 'fell silent' : 'went';
  return [row(`open when the engine ${what}`), row('open')];
}

function goneRows(view: MirrorView, area: PaneArea, now: number): readonly WeightedRow[] {
  const since = staleSince(view);
  if (since === null) return [];
  const canStart = view.mayStart && view.link.name === 'lost';
  const key = canStart ? `; ${firstKeyOf('start-engine')} starts it` : '; waited for';
  const word = `ENGINE ${lostWord(view)}`;
  const gone = (words: string) => row(span(`${word} ${words}`, 'alarm'));
  const age = ageText(now - since);
  const forms = [
    row(...gone(sinceText(since, now)), key),
    row(...gone(age), key),
    gone(age),
    row(span(word, 'alarm')),
  ];
  return weighted(0, fittingRow(area.width, ...forms));
}

const FEW_BYTES = 200_000_000;

function bottleneckRows(state: ConsoleState, area: PaneArea): readonly WeightedRow[] {
  const forms = bottleneckForms(state);
  if (forms.length === 0) return [];
  return weighted(1, namedRow('slowest', NAME_CELLS, ...fittingRow(valueCells(area), ...forms)));
}

/** HDFS and Spark in rows of their own: what stands in their way stays however little room there is. */
function besideRows(view: MirrorView, area: PaneArea, now: number): readonly WeightedRow[] {
  const { hdfs, spark } = roadOf(view.state, area, now);
  return [hdfs, spark].flatMap((stop) => (stop === null ? [] : stopRow(stop, area)));
}

function stopRow({ name, status, figures }: Stop, area: PaneArea): readonly WeightedRow[] {
  const { text, tone } = status;
  const [state = text] = text.split(' for ', 1);
  const forms = [text, state, state.split(' ').at(-1) ?? state].map((form) =>
    row(span(form, tone)),
  );
  const words = [
    fittingRow(valueCells(area), ...forms),
    ...figures.map(({ forms: [form = EMPTY_ROW] }) => form),
  ];
  const isCalm = tone === 'plain';
  return weighted(isCalm ? 6 : 1, namedRow(name, NAME_CELLS, ...fittingWords(words, area)));
}

function diskRows({ disk }: ConsoleState, area: PaneArea): readonly WeightedRow[] {
  if (disk === null) return [];
  const tone = disk.freeBytes < FEW_BYTES ? 'alarm' : 'watch';
  const word = diskWord(disk.freeBytes);
  const low = `${word}, ${formatBytes(disk.freeBytes)} free`;
  const forms = [`${low} at ${shownIn(area, disk.path)}`, low, word].map((text) =>
    row(span(text, tone)),
  );
  return weighted(1, namedRow('disk', NAME_CELLS, ...fittingRow(valueCells(area), ...forms)));
}

function savedLine(state: ConsoleState, area: PaneArea, now: number): Row {
  return joinRows([quiet('saved'), ...savedWords(state, area, now)], area.width, span(' '));
}

/** The essentials in one line, for a screen without room for the pane. */
export function pipelineLine(view: MirrorView, area: PaneArea, now: number): Row {
  const { state } = view;
  const [books = EMPTY_ROW] = booksFormsOf(view, selectBooks(state, now), now);
  const isStale = staleSince(view) !== null;
  const words = [
    goneRows(view, area, now)[0]?.row ?? EMPTY_ROW,
    row(span('books ', 'quiet'), ...books),
    diskRows(state, area)[0]?.row ?? EMPTY_ROW,
    ...(state.producer.totals.rowsRead === 0 ? [] : sourceWords(state, area)),
    ...(state.exports.records === 0 ? [] : [savedLine(state, area, now)]),
    ...(isStale ? [] : bottleneckRows(state, area).map((bottleneck) => bottleneck.row)),
  ];
  return joinRows(words, area.width, span('  '));
}
