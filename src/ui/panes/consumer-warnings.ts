import { formatCount } from '../../domain/format.ts';
import { selectExpired } from '../../state/selectors/books.ts';
import type { ConsoleState } from '../../state/store.ts';
import { fittingRow } from '../text/fitting-row.ts';
import { type Row, row, span } from '../text/row.ts';
import { ageText, spanText } from '../text/time-text.ts';
import { type WeightedRow, weighted } from '../text/weighted-rows.ts';
import type { PaneArea } from './pane-area.ts';

type Known = Pick<ConsoleState, 'consumer' | 'topic' | 'analytics'>;

/** That the broker does not tell, since when, and when it is asked again. */
export function brokerRows({ topic }: Known, area: PaneArea, now: number): readonly WeightedRow[] {
  const unreachable = topic?.unreachable ?? null;
  if (unreachable === null) return [];
  const age = ageText(now - unreachable.since);
  const next =
    unreachable.retryAt > now ? `, next try in ${spanText(unreachable.retryAt - now)}` : '';
  const isRefused = unreachable.failure.code === 'BROKER_REFUSED';
  const long = isRefused ? 'refused by the broker' : 'no answer from the broker';
  const short = `${isRefused ? 'refused' : 'no answer'} for ${age}`;
  return weighted(1, watchRow(area, `${long} for ${age}${next}`, `${short}${next}`, short));
}

/** That retention was faster than the consumer. */
export function expiredRows(state: Known, area: PaneArea): readonly WeightedRow[] {
  const expired = selectExpired(state);
  if (expired === 0) return [];
  const short = `${formatCount(expired)} records expired`;
  const long = `${short} before they were counted`;
  return weighted(1, watchRow(area, long, short, `${formatCount(expired)} expired`));
}

function watchRow({ width }: PaneArea, ...forms: readonly string[]): Row {
  return fittingRow(width, ...forms.map((text) => row(span(text, 'watch'))));
}
