import type { AnalyticsView, FeatureView } from '../../domain/analytics/analytics-view.ts';
import { AUDIO_FEATURES, type AudioFeature } from '../../domain/track.ts';
import { besideRows } from '../text/beside.ts';
import { chart } from '../text/graphs.ts';
import { EMPTY_ROW, type Row, row, rowWidth, span, spreadRow } from '../text/row.ts';
import { featureFigure, featureName } from './feature-words.ts';
import type { PaneArea } from './pane-area.ts';

const ACROSS = 3;
const GAP_CELLS = 2;
/** For `p05 -15.3` and a blank before it. */
const FIGURE_CELLS = 10;
/** For a name with its mean and spread. */
const LEAST_CHART_CELLS = 36;
/** Rows of a chart beside which its figures stand. */
const LEAST_BAR_ROWS = 7;
/** Title and axis. */
const CHROME_ROWS = 2;

const FIGURES: readonly (readonly [name: string, read: (view: FeatureView) => number | null])[] = [
  ['max', ({ max }) => max],
  ['p95', ({ estimatedQuantiles }) => estimatedQuantiles.p95],
  ['p75', ({ estimatedQuantiles }) => estimatedQuantiles.p75],
  ['p50', ({ estimatedQuantiles }) => estimatedQuantiles.p50],
  ['p25', ({ estimatedQuantiles }) => estimatedQuantiles.p25],
  ['p05', ({ estimatedQuantiles }) => estimatedQuantiles.p05],
  ['min', ({ min }) => min],
];

/** A histogram of every feature with its figures, three side by side; none where there is no room. */
export function featureCharts(view: AnalyticsView, area: PaneArea): readonly Row[] {
  const cells = Math.floor((area.width - GAP_CELLS * (ACROSS - 1)) / ACROSS);
  const down = Math.ceil(AUDIO_FEATURES.length / ACROSS);
  const barRows = Math.floor((area.height + 1) / down) - CHROME_ROWS - 1;
  if (cells < LEAST_CHART_CELLS || barRows < LEAST_BAR_ROWS) return [];
  const charts = AUDIO_FEATURES.map((feature) =>
    chartRows(feature, view.features[feature], { cells, barRows }, area),
  );
  const { ellipsis } = area.glyphs;
  const beside = { height: barRows + CHROME_ROWS, ellipsis, divider: row(' '.repeat(GAP_CELLS)) };
  return Array.from({ length: down }, (_, line) => {
    const blocks = charts
      .slice(line * ACROSS, (line + 1) * ACROSS)
      .map((rows) => ({ width: cells, rows }));
    return [...(line === 0 ? [] : [EMPTY_ROW]), ...besideRows(blocks, beside)];
  }).flat();
}

function chartRows(
  feature: AudioFeature,
  view: FeatureView,
  { cells, barRows }: { readonly cells: number; readonly barRows: number },
  area: PaneArea,
): readonly Row[] {
  const { glyphs } = area;
  const figure = (value: number | null) =>
    value === null ? glyphs.none : featureFigure(feature, value);
  const cellsPerBar = Math.floor((cells - FIGURE_CELLS) / view.bars.length);
  const width = cellsPerBar * view.bars.length;
  const mean = row(
    span('mean ', 'quiet'),
    figure(view.mean),
    span(' spread ', 'quiet'),
    figure(view.standardDeviation),
  );
  const bars = chart(view.bars, { cellsPerBar, rows: barRows }, glyphs);
  return [
    titleRow(feature, mean, cells),
    ...bars.map((line, index) => {
      const [name, read] = FIGURES[index] ?? [];
      if (name === undefined || read === undefined) return row(span(line, 'accent'));
      const value = figure(read(view)).padStart(FIGURE_CELLS - name.length - 2);
      return row(span(line, 'accent'), span(` ${name} `, 'quiet'), value);
    }),
    axisRow(figure(view.from), figure(view.to), width, area),
  ];
}

function titleRow(feature: AudioFeature, mean: Row, cells: number): Row {
  const room = cells - rowWidth(mean) - 1;
  return spreadRow(row(span(featureName(feature, room), 'strong')), mean, cells);
}

/** Where the histogram begins and ends. */
function axisRow(from: string, to: string, width: number, { glyphs }: PaneArea): Row {
  const line = glyphs.thin.horizontal.repeat(Math.max(0, width - from.length - to.length - 2));
  return row(span(`${from} ${line} ${to}`, 'quiet'));
}
