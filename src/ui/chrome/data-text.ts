import { shownText } from '../text/shown-text.ts';
import type { Theme } from '../theme.ts';

/** Text from outside (paths, addresses, messages) as it may stand in the chrome. */
export function dataText(text: string, { isAscii, glyphs }: Theme): string {
  return shownText(text, { isAscii, unshowable: glyphs.unshowable });
}
