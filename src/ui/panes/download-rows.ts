import { formatBytes } from '../../domain/format.ts';
import type { ConsoleState } from '../../state/store.ts';
import { namedRow } from '../text/field-rows.ts';
import { fittingRow } from '../text/fitting-row.ts';
import { EMPTY_ROW } from '../text/row.ts';
import { spanText } from '../text/time-text.ts';
import { type WeightedRow, weighted } from '../text/weighted-rows.ts';
import { type Moment, type PaneArea, shownIn } from './pane-area.ts';
import { progressRow } from './progress-row.ts';

type Transfer = Extract<ConsoleState['download'], { readonly receivedBytes: number }>;

const NAME_CELLS = 8;

/** A download under way: how far, how fast, from where. */
export function downloadRows(
  download: Transfer,
  area: PaneArea,
  { isLive }: Moment,
): readonly WeightedRow[] {
  const { source, receivedBytes, totalBytes, bytesPerSecond } = download;
  const received = formatBytes(receivedBytes);
  const ofTotal = totalBytes === null ? '' : ` of ${formatBytes(totalBytes)}`;
  const named = (name: string, ...texts: readonly string[]) =>
    weighted(1, fittingRow(area.width, ...texts.map((text) => namedRow(name, NAME_CELLS, text))));
  const isKnown = totalBytes !== null && totalBytes > 0;
  const left =
    isKnown && isLive && bytesPerSecond > 0
      ? timeLeft(totalBytes - receivedBytes, bytesPerSecond)
      : '';
  return [
    ...(isKnown ? weighted(0, progressRow(receivedBytes / totalBytes, left, area)) : []),
    ...weighted(2, EMPTY_ROW),
    ...named('received', `${received}${ofTotal}`, received),
    ...(isLive ? named('speed', `${formatBytes(bytesPerSecond)}/s`) : []),
    ...named('from', shownIn(area, source)),
  ];
}

function timeLeft(bytes: number, bytesPerSecond: number): string {
  return `${spanText((Math.max(0, bytes) * 1000) / bytesPerSecond)} left`;
}
