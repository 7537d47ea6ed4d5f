import type { AnalyticsView, FeatureView } from '../../domain/analytics/analytics-view.ts';
import { formatCount, formatShare } from '../../domain/format.ts';
import { AUDIO_FEATURES, type AudioFeature } from '../../domain/track.ts';
import type { Glyphs } from '../glyphs.ts';
import { type Column, fitColumns, headerRow, itemRow } from '../tables/columns.ts';
import { wrapCells } from '../text/cells.ts';
import type { Field } from '../text/field-rows.ts';
import { histogram } from '../text/graphs.ts';
import { EMPTY_ROW, type Row, type Span, span } from '../text/row.ts';
import { fittingRows, weighted } from '../text/weighted-rows.ts';
import { featureCharts } from './feature-charts.ts';
import { featureFigure, featureName, featureRange } from './feature-words.ts';
import type { PaneArea } from './pane-area.ts';
import { paneFields } from './pane-fields.ts';

type FeatureItem = { readonly feature: AudioFeature; readonly view: FeatureView | undefined };

/** Mean, spread and distribution of each audio feature. */
export function featureRows(view: AnalyticsView | undefined, area: PaneArea): readonly Row[] {
  const charts = view !== undefined && area.isZoomed ? chartedRows(view, area) : [];
  return charts.length > 0 ? charts : tableRows(view, area);
}

/** Rows below the charts: a gap, the summary, a gap, a note. */
const BELOW_CHARTS = 4;

function chartedRows(view: AnalyticsView, area: PaneArea): readonly Row[] {
  const charts = featureCharts(view, { ...area, height: area.height - BELOW_CHARTS });
  if (charts.length === 0) return [];
  const summary = paneFields(area, ...summaryFields(view).flat());
  return [...charts, EMPTY_ROW, summary, EMPTY_ROW, ...quantilesNote(area)];
}

function tableRows(view: AnalyticsView | undefined, area: PaneArea): readonly Row[] {
  const items = AUDIO_FEATURES.map((feature) => ({ feature, view: view?.features[feature] }));
  const { ellipsis } = area.glyphs;
  const columns = fitColumns(featureColumns(area), items, area.width);
  return fittingRows(
    [
      ...weighted(1, headerRow(columns, ellipsis)),
      ...weighted(0, ...items.map((item) => itemRow(columns, item, ellipsis))),
      ...weighted(2, EMPTY_ROW),
      ...weighted(2, ...summaryRows(view, area)),
      ...(area.isZoomed ? weighted(3, EMPTY_ROW, ...quantilesNote(area)) : []),
    ],
    area.height,
  );
}

const QUANTILES_NOTE =
  'spread: standard deviation; quantiles are estimates, right to within a bin of the histogram';

function quantilesNote({ width }: PaneArea): readonly Row[] {
  return wrapCells(QUANTILES_NOTE, Math.max(1, width)).map((line) => [span(line, 'quiet')]);
}

function featureColumns(area: PaneArea): readonly Column<FeatureItem>[] {
  const { glyphs, isZoomed } = area;
  const figure = (
    header: string,
    weight: number,
    read: (view: FeatureView) => number | null,
    sign = '',
  ): Column<FeatureItem> => ({
    header,
    align: 'right',
    weight,
    cell: ({ feature, view }) => {
      const value = view === undefined ? null : read(view);
      if (value === null) return span(glyphs.none, 'quiet');
      return span(sign + featureFigure(feature, value));
    },
  });
  const quantile = (name: keyof FeatureView['estimatedQuantiles'], weight: number) =>
    figure(name, weight, (view) => view.estimatedQuantiles[name]);
  return [
    {
      header: 'feature',
      align: 'left',
      weight: 0,
      flexibleFrom: 12,
      cell: ({ feature }, cells) => span(featureName(feature, cells)),
    },
    figure('mean', 0, (view) => view.mean),
    figure('spread', 2, (view) => view.standardDeviation, glyphs.plusMinus),
    ...(isZoomed ? [quantile('p05', 7), quantile('p25', 6), quantile('p50', 5)] : []),
    ...(isZoomed ? [quantile('p75', 6), quantile('p95', 7)] : []),
    {
      header: 'range',
      align: 'right',
      weight: 4,
      cell: ({ feature, view }) => rangeSpan(feature, view, glyphs),
    },
    {
      header: histogramCells(area) < 'histogram'.length ? 'shape' : 'histogram',
      align: 'left',
      weight: 1,
      width: histogramCells(area),
      cell: ({ view }, cells) => span(view ? histogram(view.bars, cells, glyphs) : '', 'accent'),
    },
  ];
}

function rangeSpan(feature: AudioFeature, view: FeatureView | undefined, { none }: Glyphs): Span {
  const { min, max } = view ?? { min: null, max: null };
  if (min === null || max === null) return span(none, 'quiet');
  return span(featureRange(feature, min, max));
}

/** Whole bars of a histogram of 20, or whole groups of them. */
function histogramCells({ width, isZoomed }: PaneArea): number {
  if (width >= 100) return 40;
  // Quantiles need the room more.
  if (isZoomed && width < 79) return 7;
  if (isZoomed && width < 89) return 10;
  if (width >= 62) return 20;
  return width >= 36 ? 10 : 7;
}

function summaryRows(view: AnalyticsView | undefined, area: PaneArea): readonly Row[] {
  return view === undefined ? [] : summaryFields(view).map((pair) => paneFields(area, ...pair));
}

function summaryFields(view: AnalyticsView): readonly (readonly Field[])[] {
  return [
    [
      ['tracks', formatCount(view.total)],
      ['distinct', formatCount(view.uniqueTracks)],
    ],
    [
      ['explicit', formatShare(view.explicitShare ?? 0, 1)],
      ['incomplete', formatCount(view.incomplete)],
    ],
    [
      ['foreign', formatCount(view.foreign)],
      ['unreadable', formatCount(view.unreadable)],
    ],
  ];
}
