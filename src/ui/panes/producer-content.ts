import { formatCount } from '../../domain/format.ts';
import { selectIngestShare, selectIngestTimeLeft } from '../../state/selectors/ingest-progress.ts';
import type { ConsoleState } from '../../state/store.ts';
import { firstKeyOf } from '../keymap.ts';
import { fittingRow } from '../text/fitting-row.ts';
import { EMPTY_ROW, row, span } from '../text/row.ts';
import { tookText } from '../text/time-text.ts';
import { fittingRows, type WeightedRow, weighted } from '../text/weighted-rows.ts';
import { downloadRows } from './download-rows.ts';
import { firstRunRows } from './first-run-rows.ts';
import type { Moment, PaneArea } from './pane-area.ts';
import type { PaneContent } from './pane-content.ts';
import { detailRows, type PaneStatus, pastStatus } from './pane-status.ts';
import { producerFigures } from './producer-figures.ts';
import { producerStatus } from './producer-status.ts';
import { progressRow } from './progress-row.ts';
import { rateRow } from './rate-row.ts';
import { rejectRows } from './reject-rows.ts';

export type ProducerState = Pick<
  ConsoleState,
  'producer' | 'dataset' | 'download' | 'metrics' | 'pipeline' | 'topic'
>;

/** The ingest: what it is at, how far, how fast, and what became of the rows. */
export function producerContent(state: ProducerState, area: PaneArea, moment: Moment): PaneContent {
  const known = producerStatus(state, moment.now);
  const status = moment.isLive ? known : pastStatus(known);
  const { acknowledgedPerSecond, acknowledgedHistory } = state.metrics;
  const perSecond = moment.isLive ? acknowledgedPerSecond : null;
  const heading = rateRow(status, perSecond, acknowledgedHistory, area);
  const isBusy = status.isBusy === true;
  const rows = [...weighted(0, heading), ...bodyRows(state, status, area, moment)];
  return { rows: fittingRows(rows, area.height), isBusy };
}

function bodyRows(
  state: ProducerState,
  status: PaneStatus,
  area: PaneArea,
  moment: Moment,
): readonly WeightedRow[] {
  const { producer, download } = state;
  const details = weighted(1, ...detailRows(status, area));
  const isFetching = producer.status.name === 'preparing' && 'receivedBytes' in download;
  if (isFetching) return [...details, ...downloadRows(download, area, moment)];
  const hasBegun = producer.startedAt !== null || producer.totals.rowsRead > 0;
  if (!hasBegun) {
    const isToStart = producer.isLedgerRead && status.isBusy !== true && moment.isLive;
    return isToStart ? [...details, ...firstRunRows(state, area)] : details;
  }
  return [
    ...progressRows(state, area, moment),
    ...details,
    ...(moment.isLive ? limitRows(producer, area) : []),
    ...producerFigures(state, area, moment),
    ...(area.isZoomed ? weighted(6, EMPTY_ROW, ...rejectRows(producer, area)) : []),
  ];
}

function progressRows(
  state: ProducerState,
  area: PaneArea,
  { isLive }: Moment,
): readonly WeightedRow[] {
  const share = selectIngestShare(state);
  if (share === null) return [];
  const left = isLive && share < 1 ? selectIngestTimeLeft(state) : null;
  return weighted(0, progressRow(share, left === null ? '' : `${tookText(left)} left`, area));
}

function limitRows(
  { rowsPerSecondLimit }: ProducerState['producer'],
  area: PaneArea,
): readonly WeightedRow[] {
  if (rowsPerSecondLimit === null) return [];
  const keys = `${firstKeyOf('lower-rate')} ${firstKeyOf('raise-rate')}`;
  const rate = formatCount(rowsPerSecondLimit);
  const text = row(span(`limited to ${rate} rows/s`, 'watch'));
  const full = row(...text, `; ${keys} change it`);
  const shortest = row(span(`limit ${rate}/s`, 'watch'));
  return weighted(1, fittingRow(area.width, full, text, shortest));
}
