import { formatBytes, formatCount } from '../../domain/format.ts';
import type { DatasetPlace } from '../../state/events.ts';
import type { ConsoleState } from '../../state/store.ts';
import { firstKeyOf } from '../keymap.ts';
import { wrapCells } from '../text/cells.ts';
import { namedRow } from '../text/field-rows.ts';
import { fittingRow } from '../text/fitting-row.ts';
import { EMPTY_ROW, type Row, row, span } from '../text/row.ts';
import { type WeightedRow, weighted } from '../text/weighted-rows.ts';
import { type PaneArea, pathIn, shownIn } from './pane-area.ts';

type Known = Pick<ConsoleState, 'pipeline' | 'dataset'>;

const NAME_CELLS = 6;

/** Before anything was ingested: what would happen, where the data come from, and the key for it. */
export function firstRunRows({ pipeline, dataset }: Known, area: PaneArea): readonly WeightedRow[] {
  const topic = pipeline === null ? 'the topic' : shownIn(area, pipeline.topic);
  return [
    ...weighted(0, keyRow(area)),
    ...weighted(4, EMPTY_ROW),
    ...(dataset === null ? [] : placeRows(dataset, area)),
    ...weighted(4, EMPTY_ROW),
    ...paragraph(3, `Each row is checked and published to ${topic} once.`, area),
    ...(dataset?.kind === 'download' ? paragraph(3, OWN_FILE, area) : []),
  ];
}

const OWN_FILE = 'With --dataset FILE it takes your own.';

function keyRow({ width }: PaneArea): Row {
  const key = span(firstKeyOf('start-ingestion'), 'strong');
  return fittingRow(width, row(key, ' starts it, after a preview'), row(key, ' starts it'));
}

function placeRows(place: DatasetPlace, area: PaneArea): readonly WeightedRow[] {
  switch (place.kind) {
    case 'file':
      return fileRows(place, 'the file that was given', area);
    case 'cache':
      return fileRows(place, 'downloaded before', area);
    case 'demo':
      return [
        ...named(1, 'source', area, row(span('DEMO DATA', 'watch'), ', generated'), DEMO),
        ...named(2, 'rows', area, row(formatCount(place.rows))),
      ];
    case 'download':
      return [
        ...named(1, 'source', area, row('a download, kept for later'), row('download')),
        ...place.from.flatMap((from, index) =>
          named(2, index === 0 ? 'from' : 'or', area, row(shownIn(area, from))),
        ),
        ...named(2, 'else', area, row('generated ', ...DEMO), DEMO),
      ];
    default:
      return place satisfies never;
  }
}

const DEMO: Row = row(span('DEMO DATA', 'watch'));

function fileRows(
  { path, bytes }: Extract<DatasetPlace, { readonly path: string }>,
  origin: string,
  area: PaneArea,
): readonly WeightedRow[] {
  const shown = pathIn(area, path, valueCells(area));
  const size = formatBytes(bytes);
  return [
    ...named(1, 'source', area, row(shown)),
    ...named(2, 'size', area, row(`${size}, ${origin}`), row(size)),
  ];
}

function valueCells({ width }: PaneArea): number {
  return Math.max(1, width - NAME_CELLS - 1);
}

function named(
  weight: number,
  name: string,
  area: PaneArea,
  ...forms: readonly Row[]
): readonly WeightedRow[] {
  return weighted(weight, namedRow(name, NAME_CELLS, ...fittingRow(valueCells(area), ...forms)));
}

function paragraph(weight: number, text: string, { width }: PaneArea): readonly WeightedRow[] {
  const lines = wrapCells(text, Math.max(1, width)).map((line): Row => row(span(line, 'quiet')));
  return weighted(weight, ...lines);
}
