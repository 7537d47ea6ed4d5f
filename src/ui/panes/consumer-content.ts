import { selectPartitionLags } from '../../state/selectors/lag.ts';
import type { ConsoleState } from '../../state/store.ts';
import { EMPTY_ROW } from '../text/row.ts';
import { fittingRows, type WeightedRow, weighted } from '../text/weighted-rows.ts';
import { consumerFigures, topicFigure } from './consumer-figures.ts';
import { consumerStatus } from './consumer-status.ts';
import { brokerRows, expiredRows } from './consumer-warnings.ts';
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
  const rows = [
    ...weighted(0, rateRow(status, perSecond, countedHistory, area)),
    ...weighted(1, ...detailRows(status, area)),
    ...(isLive ? brokerRows(state, area, now) : []),
    ...expiredRows(state, area),
    ...consumerFigures(state, area, moment),
    ...partitionTable(state, area, moment),
  ];
  return { rows: fittingRows(rows, area.height), isBusy: status.isBusy === true };
}

function partitionTable(
  state: ConsumerState,
  area: PaneArea,
  { now, scroll }: Moment & { readonly scroll: number },
): readonly WeightedRow[] {
  const lags = selectPartitionLags(state);
  if (lags.length === 0) return [];
  const [header = EMPTY_ROW, ...rows] = partitionRows(lags, topicFigure(state, now), area);
  return [
    ...weighted(7, EMPTY_ROW),
    ...weighted(3, header),
    ...weighted(3, ...rows.slice(Math.min(scroll, Math.max(0, rows.length - 1)))),
  ];
}
