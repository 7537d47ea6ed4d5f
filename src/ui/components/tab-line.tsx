import { Box } from 'ink';
import { type Alert, alertRows } from '../chrome/alerts.ts';
import type { Rect } from '../layout/screen-layout.ts';
import { paneNumber, paneTitle } from '../panes/pane-titles.ts';
import { fittingRow } from '../text/fitting-row.ts';
import { fitRow, paintRow, type Row, row, type Span, span } from '../text/row.ts';
import type { Theme } from '../theme.ts';
import type { PaneId } from '../view/view-state.ts';
import { Lines } from './lines.tsx';

type TabLineProps = {
  readonly rect: Rect;
  readonly panes: readonly PaneId[];
  readonly focus: PaneId;
  readonly alerts: readonly Alert[];
  readonly theme: Theme;
};

/**
 * The panes by number, the one on show by name too; all of them by name where that fits. Alerts go
 * first: for them the other panes' numbers go.
 */
export function TabLine({ rect, panes, focus, alerts, theme }: TabLineProps) {
  const { width } = rect;
  const names = tabs(panes, focus, theme, paneTitle);
  const short = tabs(panes, focus, theme, (pane) =>
    pane === focus ? paneTitle(pane) : String(paneNumber(pane)),
  );
  const alone = tabs([focus], focus, theme, paneTitle);
  const [longAlerts, shortAlerts, tinyAlerts] = alertRows(alerts, width);
  const row = fittingRow(
    width,
    [...names, ...longAlerts],
    [...short, ...longAlerts],
    [...short, ...shortAlerts],
    [...alone, ...shortAlerts],
    [...alone, ...tinyAlerts],
    tinyAlerts,
  );
  return (
    <Box position="absolute" left={rect.left} top={rect.top}>
      <Lines lines={[paintRow(fitRow(row, width, theme.glyphs.ellipsis), theme)]} />
    </Box>
  );
}

function tabs(
  panes: readonly PaneId[],
  focus: PaneId,
  theme: Theme,
  textOf: (pane: PaneId) => string,
): Row {
  return panes.flatMap((pane): readonly Span[] =>
    pane === focus
      ? row(span(`${theme.glyphs.focusMark}${textOf(pane)} `, 'focus'))
      : row(span(` ${textOf(pane)} `, 'quiet')),
  );
}
