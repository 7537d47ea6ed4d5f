import type { ConsoleState } from '../../state/store.ts';
import { firstKeyOf } from '../keymap.ts';
import { wrapCells } from '../text/cells.ts';
import { EMPTY_ROW, type Row, row, span } from '../text/row.ts';
import { type WeightedRow, weighted } from '../text/weighted-rows.ts';
import { type PaneArea, shownIn } from './pane-area.ts';

type Known = Pick<ConsoleState, 'pipeline'>;

/** Before anything was ingested: what would happen, where the data come from, and the key for it. */
export function firstRunRows({ pipeline }: Known, area: PaneArea): readonly WeightedRow[] {
  const topic = pipeline === null ? 'the topic' : shownIn(area, pipeline.topic);
  const key = firstKeyOf('start-ingestion');
  return [
    ...weighted(0, row(span(key, 'strong'), ' starts it, after a preview')),
    ...weighted(3, EMPTY_ROW),
    ...paragraph(
      1,
      'Tracks come from --dataset FILE, else from the copy kept on this machine, else from a download.',
      area,
    ),
    ...paragraph(2, `Each row is checked and published to ${topic} once.`, area),
  ];
}

function paragraph(weight: number, text: string, { width }: PaneArea): readonly WeightedRow[] {
  const lines = wrapCells(text, Math.max(1, width)).map((line): Row => row(span(line, 'quiet')));
  return weighted(weight, ...lines);
}
