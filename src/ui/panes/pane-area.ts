import type { Glyphs } from '../glyphs.ts';
import { pathText } from '../text/path-text.ts';
import { shownText } from '../text/shown-text.ts';

/** The cells inside a pane's border, and how to fill them. */
export type PaneArea = {
  readonly width: number;
  readonly height: number;
  /** A pane that has the screen for itself shows all it has. */
  readonly isZoomed: boolean;
  readonly glyphs: Glyphs;
  readonly isAscii: boolean;
};

/** When a pane is drawn. */
export type Moment = {
  /** Epoch milliseconds that ages are counted up to. */
  readonly now: number;
  /** Whether the engine is there; of one that is gone nothing is told as going on. */
  readonly isLive: boolean;
};

type Characters = Pick<PaneArea, 'isAscii' | 'glyphs'>;

/** Text from data, made showable. */
export function shownIn({ isAscii, glyphs }: Characters, text: string): string {
  return shownText(text, { isAscii, unshowable: glyphs.unshowable });
}

/** A path made showable, in at most `width` cells. A `~` before it would be a home directory. */
export function pathIn(characters: Characters, path: string, width: number): string {
  const ellipsis = characters.isAscii ? '...' : characters.glyphs.ellipsis;
  return pathText(shownIn(characters, path), width, ellipsis);
}
