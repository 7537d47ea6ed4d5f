import stringWidth from 'string-width';

/** Letters and chrome that take one cell each and never join: no need to look at graphemes. */
const NARROW = /^[ -~¡-¬®-ʯ–—‘-”…→↓⊘─-▟■-◆]*$/;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Terminal cells that a text takes. */
export function cellWidth(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}

/** The longest beginning of a text that takes at most `width` cells. */
export function startOf(text: string, width: number): string {
  if (NARROW.test(text)) return text.slice(0, width);
  let start = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    used += stringWidth(segment);
    if (used > width) break;
    start += segment;
  }
  return start;
}

/** The text in at most `width` cells, ending in one `ellipsis` where it had to be cut. */
export function cutCells(text: string, width: number, ellipsis: string): string {
  if (cellWidth(text) <= width) return text;
  return width < 1 ? '' : startOf(text, width - 1).trimEnd() + ellipsis;
}

/** The text in exactly `width` cells. */
export function fitCells(
  text: string,
  width: number,
  { align = 'left', ellipsis }: { readonly align?: 'left' | 'right'; readonly ellipsis: string },
): string {
  const cut = cutCells(text, width, ellipsis);
  const padding = ' '.repeat(Math.max(0, width - cellWidth(cut)));
  return align === 'left' ? cut + padding : padding + cut;
}

/** The text in lines of at most `width` cells, broken between words where that is possible. */
export function wrapCells(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (let word of text.split(' ')) {
    if (line !== '' && cellWidth(line) + 1 + cellWidth(word) <= width) {
      line += ` ${word}`;
      continue;
    }
    if (line !== '') lines.push(line);
    while (cellWidth(word) > width) {
      const start = startOf(word, width);
      if (start === '') return lines;
      lines.push(start);
      word = word.slice(start.length);
    }
    line = word;
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}
