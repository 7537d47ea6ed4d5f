import type { Glyphs } from '../glyphs.ts';

/** A glyph for each value, by its share of the greatest; nothing but zero draws as nothing. */
function levelsOf(values: readonly number[], levels: readonly string[]): string {
  const greatest = Math.max(...values, 0);
  const top = levels.length - 1;
  return values
    .map((value) => {
      const level = value > 0 ? Math.max(1, Math.round((value / greatest) * top)) : 0;
      return levels[level] ?? '';
    })
    .join('');
}

/**
 * The newest points of a history as a line of `width` cells, newest on the right, scaled to the
 * greatest of them. A point of zero lies on the ground.
 */
export function sparkline(history: readonly number[], width: number, { levels }: Glyphs): string {
  if (width < 1) return '';
  const [nothing = ' ', ground = nothing] = levels;
  const newest = history.slice(-width);
  const line = levelsOf(newest, [ground, ...levels.slice(1)]);
  return nothing.repeat(width - newest.length) + line;
}

/** Counts per bar as a histogram of at most `width` cells, neighbours drawn together where needed. */
export function histogram(bars: readonly number[], width: number, { levels }: Glyphs): string {
  const perCell = Math.ceil(bars.length / Math.max(1, width));
  const cellsPerBar = Math.max(1, Math.floor(width / Math.max(1, bars.length)));
  const cells: number[] = [];
  for (let bar = 0; bar < bars.length; bar += perCell) {
    cells.push(bars.slice(bar, bar + perCell).reduce((sum, count) => sum + count, 0));
  }
  return [...levelsOf(cells, levels)].map((glyph) => glyph.repeat(cellsPerBar)).join('');
}

/** Counts per bar as a chart of so many rows, the highest first; nothing but zero draws as nothing. */
export function chart(
  bars: readonly number[],
  { cellsPerBar, rows }: { readonly cellsPerBar: number; readonly rows: number },
  { levels }: Glyphs,
): readonly string[] {
  const greatest = Math.max(...bars, 1);
  const full = levels.length - 1;
  const heights = bars.map((count) =>
    count > 0 ? Math.max(1, Math.round((count / greatest) * rows * full)) : 0,
  );
  return Array.from({ length: rows }, (_, row) => {
    const ground = (rows - 1 - row) * full;
    return heights
      .map((height) => levels[Math.min(full, Math.max(0, height - ground))] ?? '')
      .map((glyph) => glyph.repeat(cellsPerBar))
      .join('');
  });
}

/** A bar of up to `width` cells for a share of 0-1, as fine as the glyphs allow. */
export function bar(share: number, width: number, { eighths }: Glyphs): string {
  const full = eighths.at(-1) ?? '';
  const steps = Math.round(Math.min(1, Math.max(0, share)) * width * eighths.length);
  const rest = steps % eighths.length;
  return full.repeat(Math.floor(steps / eighths.length)) + (rest > 0 ? eighths[rest - 1] : '');
}

/** Cells of a progress bar that are done; never all of them before the end. */
export function doneCells(share: number, width: number): number {
  return Math.floor(Math.min(1, Math.max(0, share)) * width);
}
