import type { Alert } from '../chrome/alerts.ts';
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
  /** Whether the engine is there; of one that is gone nothing is told as going on. */
  readonly isLive: boolean;
  /** Why the figures stand still, for the title, in ever fewer words; `null` while they are live. */
  readonly stillness: readonly string[] | null;
  /** What nothing else on the screen says, for a pane that has it for itself. */
  readonly alerts: readonly Alert[];
};

type FrameWords = {
  /** The richest first; without them the pane's own. */
  readonly titles?: readonly string[];
  /** Left out where there is no room beside the title. */
  readonly note?: Row;
  /** In its place, in ever fewer words: a shorter title makes room for them. */
  readonly notes?: readonly Row[] | undefined;
  readonly leastTitle?: string | undefined;
};

export function frameOf(
  { placed, isFocused, theme, stillness, alerts }: PaneProps,
  { titles = [paneTitle(placed.pane)], note = [], notes, leastTitle }: FrameWords = {},
): PaneFrame {
  return {
    rect: placed.rect,
    chrome: placed.chrome,
    isFocused,
    theme,
    titles,
    leastTitle,
    notes: stillness?.map((words) => row(span(words, 'watch'))) ?? notes ?? [note],
    needsNote: stillness !== null || notes !== undefined,
    alerts,
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
