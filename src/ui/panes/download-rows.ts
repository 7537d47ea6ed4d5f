import { formatBytes } from '../../domain/format.ts';
import type { ConsoleState } from '../../state/store.ts';
import { namedRow } from '../text/field-rows.ts';
import { EMPTY_ROW } from '../text/row.ts';
import { spanText } from '../text/time-text.ts';
import { type WeightedRow, weighted } from '../text/weighted-rows.ts';
import { type PaneArea, shownIn } from './pane-area.ts';
import { progressRow } from './progress-row.ts';

type Transfer = Extract<ConsoleState['download'], { readonly receivedBytes: number }>;

const NAME_CELLS = 8;

/** A download under way: how far, how fast, from where. */
export function downloadRows(download: Transfer, area: PaneArea): readonly WeightedRow[] {
  const { source, receivedBytes, totalBytes, bytesPerSecond } = download;
  const bytes =
    totalBytes === null
      ? formatBytes(receivedBytes)
      : `${formatBytes(receivedBytes)} of ${formatBytes(totalBytes)}`;
  const isKnown = totalBytes !== null && totalBytes > 0;
  const left =
    isKnown && bytesPerSecond > 0 ? timeLeft(totalBytes - receivedBytes, bytesPerSecond) : '';
  return [
    ...(isKnown ? weighted(0, progressRow(receivedBytes / totalBytes, left, area)) : []),
    ...weighted(2, EMPTY_ROW),
    ...weighted(1, namedRow('received', NAME_CELLS, bytes)),
    ...weighted(1, namedRow('speed', NAME_CELLS, `${formatBytes(bytesPerSecond)}/s`)),
    ...weighted(1, namedRow('from', NAME_CELLS, shownIn(area, source))),
  ];
}

function timeLeft(bytes: number, bytesPerSecond: number): string {
  return `${spanText((Math.max(0, bytes) * 1000) / bytesPerSecond)} left`;
}
