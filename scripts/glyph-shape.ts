/** A rectangle in shares of a cell. */
export type ShapePart = {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
};

const THIN = { across: 0.07, down: 0.14 } as const;
const HEAVY = { across: 0.14, down: 0.28 } as const;

/** Which arms of a line character reach the edges of its cell: left, right, up, down. */
const THIN_ARMS: Readonly<Record<string, string>> = {
  '─': 'lr',
  '│': 'ud',
  '┌': 'rd',
  '┐': 'ld',
  '└': 'ru',
  '┘': 'lu',
};
const HEAVY_ARMS: Readonly<Record<string, string>> = {
  '━': 'lr',
  '┃': 'ud',
  '┏': 'rd',
  '┓': 'ld',
  '┗': 'ru',
  '┛': 'lu',
};
const LOWER_EIGHTHS = '▁▂▃▄▅▆▇█';
const LEFT_EIGHTHS = '▏▎▍▌▋▊▉█';

/**
 * Lines and blocks as rectangles: fonts draw them with gaps, or not at all. `undefined` for a
 * character that a font does well.
 */
export function glyphShape(character: string): readonly ShapePart[] | undefined {
  if (character === '') return undefined;
  const lower = LOWER_EIGHTHS.indexOf(character) + 1;
  if (lower > 0) return [{ left: 0, top: 1 - lower / 8, width: 1, height: lower / 8 }];
  const left = LEFT_EIGHTHS.indexOf(character) + 1;
  if (left > 0) return [{ left: 0, top: 0, width: left / 8, height: 1 }];
  const thin = THIN_ARMS[character];
  if (thin !== undefined) return lines(thin, THIN);
  const heavy = HEAVY_ARMS[character];
  return heavy === undefined ? undefined : lines(heavy, HEAVY);
}

/** @param thickness - of lines across and down, in shares of the cell's height and width */
function lines(
  arms: string,
  { across, down }: { readonly across: number; readonly down: number },
): readonly ShapePart[] {
  const left = arms.includes('l') ? 0 : 0.5 - down / 2;
  const right = arms.includes('r') ? 1 : 0.5 + down / 2;
  const top = arms.includes('u') ? 0 : 0.5 - across / 2;
  const bottom = arms.includes('d') ? 1 : 0.5 + across / 2;
  const parts: ShapePart[] = [];
  if (/[lr]/.test(arms))
    parts.push({ left, top: 0.5 - across / 2, width: right - left, height: across });
  if (/[ud]/.test(arms))
    parts.push({ left: 0.5 - down / 2, top, width: down, height: bottom - top });
  return parts;
}
