import type { Glyphs } from '../glyphs.ts';
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

/** Text from data, made showable. */
export function shownIn(
  { isAscii, glyphs }: Pick<PaneArea, 'isAscii' | 'glyphs'>,
  text: string,
): string {
  return shownText(text, { isAscii, unshowable: glyphs.unshowable });
}
