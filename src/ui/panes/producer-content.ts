import { formatCount } from '../../domain/format.ts';
import { selectIngestShare, selectIngestTimeLeft } from '../../state/selectors/ingest-progress.ts';
import type { ConsoleState } from '../../state/store.ts';
import { firstKeyOf } from '../keymap.ts';
import { EMPTY_ROW, row, span } from '../text/row.ts';
import { spanText } from '../text/time-text.ts';
import { fittingRows, type WeightedRow, weighted } from '../text/weighted-rows.ts';
import { downloadRows } from './download-rows.ts';
import { firstRunRows } from './first-run-rows.ts';
import type { PaneArea } from './pane-area.ts';
import type { PaneContent } from './pane-content.ts';
import { detailRows, type PaneStatus } from './pane-status.ts';
import { producerFigures } from './producer-figures.ts';
import { producerStatus } from './producer-status.ts';
import { progressRow } from './progress-row.ts';
import { rateRow } from './rate-row.ts';
import { rejectRows } from './reject-rows.ts';

export type ProducerState = Pick<ConsoleState, 'producer' | 'download' | 'metrics' | 'pipeline'>;

/** The ingest: what it is at, how far, how fast, and what became of the rows. */
export function producerContent(state: ProducerState, area: PaneArea, now: number): PaneContent {
  const status = producerStatus(state, now);
  const { metrics } = state;
  const heading = rateRow(status, metrics.acknowledgedPerSecond, metrics.acknowledgedHistory, area);
  const isBusy = status.isBusy === true;
  const rows = [...weighted(0, heading), ...bodyRows(state, status, area, now)];
  return { rows: fittingRows(rows, area.height), isBusy };
}

function bodyRows(
  state: ProducerState,
  status: PaneStatus,
  area: PaneArea,
  now: number,
): readonly WeightedRow[] {
  const { producer, download } = state;
  const details = weighted(1, ...detailRows(status, area, area.isZoomed ? 6 : 2));
  const isFetching = producer.status.name === 'preparing' && 'receivedBytes' in download;
  if (isFetching) return [...details, ...downloadRows(download, area)];
  const hasBegun = producer.startedAt !== null || producer.totals.rowsRead > 0;
  if (!hasBegun) return status.isBusy ? details : [...details, ...firstRunRows(state, area)];
  return [
    ...progressRows(state, area),
    ...details,
    ...limitRows(producer),
    ...producerFigures(state, area, now),
    ...(area.isZoomed ? weighted(6, EMPTY_ROW, ...rejectRows(producer, area)) : []),
  ];
}

function progressRows(state: ProducerState, area: PaneArea): readonly WeightedRow[] {
  const share = selectIngestShare(state);
  if (share === null) return [];
  const left = selectIngestTimeLeft(state);
  const isOver = share === 1 || state.producer.status.name !== 'publishing';
  const text = left === null || isOver ? '' : `${spanText(left)} left`;
  return weighted(0, progressRow(share, text, area));
}

function limitRows({ rowsPerSecondLimit }: ProducerState['producer']): readonly WeightedRow[] {
  if (rowsPerSecondLimit === null) return [];
  const keys = `${firstKeyOf('lower-rate')} ${firstKeyOf('raise-rate')}`;
  const text = `limited to ${formatCount(rowsPerSecondLimit)} rows/s`;
  return weighted(1, row(span(text, 'watch'), `; ${keys} change it`));
}
