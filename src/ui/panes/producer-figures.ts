import { formatBytes, formatCount } from '../../domain/format.ts';
import { type BatchSize, selectBatchSize } from '../../state/selectors/batch-size.ts';
import { selectIngestElapsed } from '../../state/selectors/ingest-progress.ts';
import type { ConsoleState } from '../../state/store.ts';
import type { Field } from '../text/field-rows.ts';
import { figureOf, figureSpan } from '../text/figure.ts';
import { type Span, span } from '../text/row.ts';
import { spanText } from '../text/time-text.ts';
import { type WeightedRow, weighted } from '../text/weighted-rows.ts';
import type { Moment, PaneArea } from './pane-area.ts';
import { paneFields } from './pane-fields.ts';

type Known = Pick<ConsoleState, 'producer' | 'metrics'>;

/** What became of the rows, in figures; how this process went about it, where it did. */
export function producerFigures(
  state: Known,
  area: PaneArea,
  moment: Moment,
): readonly WeightedRow[] {
  const { totals, inFlight, startedAt } = state.producer;
  return [
    ...weighted(
      1,
      paneFields(
        area,
        ['rows read', formatCount(totals.rowsRead + inFlight)],
        ['acknowledged', formatCount(totals.acknowledged), 'acked'],
      ),
    ),
    ...weighted(
      2,
      paneFields(
        area,
        ['in flight', formatCount(inFlight)],
        ['incomplete', formatCount(totals.incomplete)],
      ),
      paneFields(
        area,
        ['rejected', countSpan(totals.rejected, 'watch')],
        ['failed', countSpan(totals.failed, 'alarm')],
      ),
    ),
    ...weighted(4, paneFields(area, ...byteFields(state, area, moment))),
    ...(startedAt === null ? [] : runFigures(state, area, moment.now)),
  ];
}

/** Cells for two figures side by side, one of them with its whole. */
const WIDE_FIELDS_FROM = 50;

function byteFields(
  { producer, metrics }: Known,
  { width }: PaneArea,
  { isLive }: Moment,
): readonly Field[] {
  const { source, byte } = producer;
  const hasRoom = source !== null && width >= WIDE_FIELDS_FROM;
  const ofBytes = hasRoom ? ` of ${formatBytes(source.bytes)}` : '';
  return [['bytes', `${formatBytes(byte)}${ofBytes}`], ...(isLive ? [speedField(metrics)] : [])];
}

function speedField({ sourceBytesPerSecond }: ConsoleState['metrics']): Field {
  return ['bytes/s', `${formatBytes(sourceBytesPerSecond)}/s`, 'speed'];
}

function runFigures(state: Known, area: PaneArea, now: number): readonly WeightedRow[] {
  const { retries, batches } = state.producer;
  const elapsed = figureSpan(figureOf(selectIngestElapsed(state, now)), spanText, area.glyphs);
  return [
    ...weighted(
      3,
      paneFields(area, ['elapsed', elapsed], ['retries', countSpan(retries, 'watch')]),
    ),
    ...weighted(
      5,
      paneFields(
        area,
        ['batches', formatCount(batches)],
        ['batch size', batchText(selectBatchSize(state.producer)), 'size'],
      ),
    ),
  ];
}

function batchText({ rows, isMost }: BatchSize): string {
  return isMost ? `up to ${formatCount(rows)}` : formatCount(rows);
}

function countSpan(count: number, tone: 'watch' | 'alarm'): Span {
  return span(formatCount(count), count === 0 ? 'plain' : tone);
}
