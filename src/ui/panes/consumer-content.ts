import { selectPartitionLags } from '../../state/selectors/lag.ts';
import type { ConsoleState } from '../../state/store.ts';
import { EMPTY_ROW, type Row } from '../text/row.ts';
import { fittingRows, type WeightedRow, weighted } from '../text/weighted-rows.ts';
import { consumerFigures, topicFigure } from './consumer-figures.ts';
import { consumerStatus } from './consumer-status.ts';
import { brokerRows, expiredRows } from './consumer-warnings.ts';
import { placeText } from './list-notes.ts';
import type { Moment, PaneArea } from './pane-area.ts';
import type { PaneContent } from './pane-content.ts';
import { detailRows, pastStatus } from './pane-status.ts';
import { partitionRows } from './partition-table.ts';
import { rateRow } from './rate-row.ts';

export type ConsumerState = Pick<ConsoleState, 'consumer' | 'topic' | 'metrics' | 'analytics'>;

/** The consumer: how fast, how far behind and where, and for how long still. */
export function consumerContent(
  state: ConsumerState,
  area: PaneArea,
  moment: Moment & { readonly scroll: number },
): PaneContent {
  const { now, isLive } = moment;
  const known = consumerStatus(state, now);
  const status = isLive ? known : pastStatus(known);
  const { countedPerSecond, countedHistory } = state.metrics;
  const perSecond = isLive ? countedPerSecond : null;
  const above = [
    ...weighted(0, rateRow(status, perSecond, countedHistory, area)),
    ...weighted(1, ...detailRows(status, area)),
    ...(isLive ? brokerRows(state, area, now) : []),
    ...expiredRows(state, area),
    ...consumerFigures(state, area, moment),
  ];
  return { rows: withPartitions(above, state, area, moment), isBusy: status.isBusy === true };
}

/** The rows that fit, the table of the partitions last; where not all fit its header says which do. */
function withPartitions(
  above: readonly WeightedRow[],
  state: ConsumerState,
  area: PaneArea,
  { now, scroll }: Moment & { readonly scroll: number },
): readonly Row[] {
  const lags = selectPartitionLags(state);
  if (lags.length === 0) return fittingRows(above, area.height);
  const from = Math.min(scroll, lags.length - 1);
  const table = (place: string) => {
    const [header = EMPTY_ROW, ...rows] = partitionRows(lags, topicFigure(state, now), area, place);
    return { header, rows: rows.slice(from) };
  };
  const fitting = ({ header, rows }: ReturnType<typeof table>) =>
    fittingRows(
      [...above, ...weighted(7, EMPTY_ROW), ...weighted(3, header, ...rows)],
      area.height,
    );
  const whole = table('');
  const fitted = fitting(whole);
  const shown = whole.rows.filter((row) => fitted.includes(row)).length;
  if (shown === lags.length) return fitted;
  // A header above nothing takes the room of a figure.
  if (shown === 0) return fittingRows(above, area.height);
  return fitting(table(placeText(from, from + shown, lags.length)));
}
