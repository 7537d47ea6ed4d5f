import { formatBytes } from '../../domain/format.ts';
import type { MirrorView } from '../../engine/mirror-view.ts';
import { type BooksVerdict, selectBooks } from '../../state/selectors/books.ts';
import type { ConsoleState } from '../../state/store.ts';
import { firstKeyOf } from '../keymap.ts';
import { wrapCells } from '../text/cells.ts';
import { namedRow } from '../text/field-rows.ts';
import { EMPTY_ROW, joinRows, type Row, row, span } from '../text/row.ts';
import { fittingRows, type WeightedRow, weighted } from '../text/weighted-rows.ts';
import { booksRow, gapText } from './books-words.ts';
import { type PaneArea, shownIn } from './pane-area.ts';
import { sinceText } from './pane-status.ts';
import {
  brokerWords,
  engineWords,
  groupWords,
  quiet,
  savedWords,
  snapshotWords,
  sourceWords,
  topicWords,
  type Words,
} from './pipeline-words.ts';
import { bottleneckRow, roadRows } from './road-rows.ts';

const NAME_CELLS = 8;

/** What this engine works on, whether its books balance, and what was written when. */
export function pipelineRows(view: MirrorView, area: PaneArea, now: number): readonly Row[] {
  const { state } = view;
  const named = (weight: number, name: string, words: Words) =>
    weighted(weight, namedRow(name, NAME_CELLS, ...fittingWords(words, area)));
  const rows = [
    ...linkRows(view, now),
    ...booksRows(selectBooks(state, now), area),
    ...named(1, 'source', sourceWords(state, area)),
    ...named(2, 'broker', brokerWords(state, area)),
    ...named(3, 'topic', topicWords(state, area)),
    ...named(5, 'group', groupWords(state, area)),
    ...named(2, 'engine', engineWords(view, area, now)),
    ...named(6, 'output', [row(shownIn(area, state.pipeline?.outputDir ?? area.glyphs.none))]),
    ...named(3, 'exports', savedWords(state, area, now)),
    ...named(4, 'snapshot', snapshotWords(state, area, now)),
    ...diskRows(state, area),
    ...weighted(8, EMPTY_ROW),
    ...weighted(7, ...roadRows(state, area)),
    ...bottleneckRows(state),
  ];
  return fittingRows(rows, area.height);
}

function fittingWords(words: Words, { width }: PaneArea): Row {
  return joinRows(words, width - NAME_CELLS - 1, span(' '));
}

/** A gap is told in full. */
function booksRows(verdict: BooksVerdict, area: PaneArea): readonly WeightedRow[] {
  if (verdict.kind !== 'gap') {
    return weighted(0, namedRow('books', NAME_CELLS, ...fittingWords([booksRow(verdict)], area)));
  }
  const lines = wrapCells(gapText(verdict.gap), Math.max(1, area.width - NAME_CELLS - 1));
  return lines.flatMap((line, index) =>
    weighted(0, namedRow(index === 0 ? 'books' : '', NAME_CELLS, span(line, 'alarm'))),
  );
}

function linkRows({ link }: MirrorView, now: number): readonly WeightedRow[] {
  if (link.name !== 'lost') return [];
  const words = span(`ENGINE GONE ${sinceText(link.since, now)}`, 'alarm');
  return weighted(0, row(words, `; ${firstKeyOf('start-engine')} starts it`));
}

const FEW_BYTES = 200_000_000;

function bottleneckRows(state: ConsoleState): readonly WeightedRow[] {
  const words = bottleneckRow(state);
  return words.length === 0 ? [] : weighted(5, namedRow('slowest', NAME_CELLS, ...words));
}

function diskRows({ disk }: ConsoleState, area: PaneArea): readonly WeightedRow[] {
  if (disk === null) return [];
  const tone = disk.freeBytes < FEW_BYTES ? 'alarm' : 'watch';
  const text = `LOW, ${formatBytes(disk.freeBytes)} free at ${shownIn(area, disk.path)}`;
  return weighted(1, namedRow('disk', NAME_CELLS, span(text, tone)));
}

function savedLine(state: ConsoleState, area: PaneArea, now: number): Row {
  return joinRows([quiet('saved'), ...savedWords(state, area, now)], area.width, span(' '));
}

/** The essentials in one line, for a screen without room for the pane. */
export function pipelineLine(view: MirrorView, area: PaneArea, now: number): Row {
  const { state } = view;
  const words = [
    linkRows(view, now)[0]?.row ?? EMPTY_ROW,
    row(span('books ', 'quiet'), ...booksRow(selectBooks(state, now))),
    diskRows(state, area)[0]?.row ?? EMPTY_ROW,
    ...(state.producer.totals.rowsRead === 0 ? [] : sourceWords(state, area)),
    ...(state.exports.savedAt === null ? [] : [savedLine(state, area, now)]),
    ...bottleneckRows(state).map((bottleneck) => bottleneck.row),
  ];
  return joinRows(words, area.width, span('  '));
}
