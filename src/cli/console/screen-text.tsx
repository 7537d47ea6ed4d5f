import { stripVTControlCharacters } from 'node:util';
import { renderToString } from 'ink';
import { alertsForPanes } from '../../ui/chrome/alerts.ts';
import { hasFooter, hasHeader, panesSize } from '../../ui/chrome/chrome-rows.ts';
import { footerLine } from '../../ui/chrome/footer-line.ts';
import { headerLine } from '../../ui/chrome/header-line.ts';
import { Dashboard } from '../../ui/dashboard.tsx';
import type { Size } from '../../ui/layout/screen-layout.ts';
import type { ScreenFrame } from '../../ui/screen/screen.ts';
import { clockText, dateText, zoneText } from '../../ui/text/clock-text.ts';
import { paintRow } from '../../ui/text/row.ts';
import type { Theme } from '../../ui/theme.ts';

/**
 * When it was saved, and below that the whole screen but for a dialog as plain text, a line a row.
 *
 * @param at - epoch milliseconds
 */
export function screenText(frame: ScreenFrame, terminal: Size, theme: Theme, at: number): string {
  const { shown, live, screen, now } = frame;
  const { columns, rows } = terminal;
  const panes = renderToString(
    <Dashboard
      mirrorView={shown}
      view={screen.view}
      size={panesSize(terminal)}
      now={now}
      theme={theme}
      alerts={alertsForPanes(frame, rows)}
    />,
    { columns },
  );
  // That it is being saved is no news to who reads it.
  const keys = { ...screen, flash: null };
  const situation = { mirrorView: live, view: screen.view };
  const lines = [
    `saved ${dateText(at)} ${clockText(at)} ${zoneText(at)}`,
    ...(hasHeader(rows) ? [paintRow(headerLine(frame, columns, theme), theme)] : []),
    panes,
    ...(hasFooter(rows) ? [paintRow(footerLine(keys, situation, columns, theme), theme)] : []),
  ];
  const text = stripVTControlCharacters(lines.join('\n'));
  return `${text.replaceAll(/ +$/gm, '')}\n`;
}
