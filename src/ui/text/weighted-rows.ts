import type { Row } from './row.ts';

/** A row and how soon it may be left out: the heaviest first. */
export type WeightedRow = { readonly row: Row; readonly weight: number };

export function weighted(weight: number, ...rows: readonly Row[]): readonly WeightedRow[] {
  return rows.map((row) => ({ row, weight }));
}

/** The rows that fit, in their order; of two of one weight the later one goes first. */
export function fittingRows(rows: readonly WeightedRow[], height: number): readonly Row[] {
  const byWeight = rows
    .map(({ weight }, index) => ({ weight, index }))
    .sort((left, right) => left.weight - right.weight || left.index - right.index);
  const kept = new Set(byWeight.slice(0, Math.max(0, height)).map(({ index }) => index));
  return rows.flatMap(({ row }, index) => (kept.has(index) ? [row] : []));
}
