import { innerRect, type PaneFrame } from '../components/pane-frame.ts';
import type { PlacedPane } from '../layout/screen-layout.ts';
import { type Row, row, span } from '../text/row.ts';
import type { Theme } from '../theme.ts';
import type { PaneArea } from './pane-area.ts';
import { paneTitle } from './pane-titles.ts';

/** What every pane is given; all of it keeps its identity while nothing about it changes. */
export type PaneProps = {
  readonly placed: PlacedPane;
  readonly isFocused: boolean;
  readonly isZoomed: boolean;
  readonly theme: Theme;
  /** Why the figures stand still, for the title; `null` while they are live. */
  readonly stillness: string | null;
};

export function frameOf(
  { placed, isFocused, theme, stillness }: PaneProps,
  { suffix = '', note = [] }: { readonly suffix?: string; readonly note?: Row } = {},
): PaneFrame {
  return {
    rect: placed.rect,
    chrome: placed.chrome,
    isFocused,
    theme,
    title: `${paneTitle(placed.pane)}${suffix}`,
    note: stillness === null ? note : row(span(stillness, 'watch')),
  };
}

export function areaOf(frame: PaneFrame, isZoomed: boolean): PaneArea {
  const { width, height } = innerRect(frame);
  const { glyphs, isAscii } = frame.theme;
  return { width, height, isZoomed, glyphs, isAscii };
}

/** `PAUSED since 12:03:04` for a title. */
export function pausedNote(since: string | null): Row {
  return since === null ? [] : row(span(`PAUSED since ${since}`, 'watch'));
}
