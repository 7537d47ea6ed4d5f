import { formatCount } from '../../domain/format.ts';
import type { RejectedSample } from '../../state/events.ts';
import type { ConsoleState } from '../../state/store.ts';
import { fittingRow } from '../text/fitting-row.ts';
import { type Row, row, span } from '../text/row.ts';
import { type PaneArea, shownIn } from './pane-area.ts';

type Producer = Pick<ConsoleState['producer'], 'rejectReasons' | 'rejectSamples'>;

const COUNT_CELLS = 7;
/** Narrower, the reasons need the room that a column of counts would take. */
const COLUMN_FROM = 34;

/** Rejected rows by reason, most first, then the newest samples, newest first. */
export function rejectRows(producer: Producer, area: PaneArea): readonly Row[] {
  const reasons = Object.entries(producer.rejectReasons).sort(
    ([leftName, left], [rightName, right]) => right - left || (leftName < rightName ? -1 : 1),
  );
  if (reasons.length === 0) return [];
  const countCells = area.width < COLUMN_FROM ? 0 : COUNT_CELLS;
  const counts = reasons.map(([reason, count]) =>
    row(span(formatCount(count).padStart(countCells), 'watch'), ` ${reason}`),
  );
  const samples = producer.rejectSamples.toReversed().map((sample) => sampleRow(sample, area));
  const titles = ['rejected here, by reason', 'rejected, by reason'];
  const heading = fittingRow(area.width, ...titles.map((title) => row(span(title, 'quiet'))));
  return [heading, ...counts, ...newestRows(reasons, producer, area), ...samples];
}

/** Of many rows only some are kept: where all are. */
function newestRows(
  reasons: readonly (readonly [reason: string, count: number])[],
  { rejectSamples }: Producer,
  { width }: PaneArea,
): readonly Row[] {
  const total = reasons.reduce((sum, [, count]) => sum + count, 0);
  if (rejectSamples.length === 0 || rejectSamples.length === total) return [];
  const newest = `the newest of ${formatCount(total)}`;
  const forms = [`${newest}; all are in rejects.csv`, `${newest}; all in rejects.csv`, newest];
  return [fittingRow(width, ...forms.map((text) => row(span(text, 'quiet'))))];
}

function sampleRow(sample: RejectedSample, area: PaneArea): Row {
  const { line, reason, column, value } = sample;
  const place = column === '' ? reason : `${column} ${reason}`;
  const shown = shownIn(area, value);
  return row(
    span(`line ${formatCount(line)} `, 'quiet'),
    `${place}: `,
    span(`"${shown}"`, 'quiet'),
  );
}
