import type { Size } from '../layout/screen-layout.ts';

/** Fewer rows than these belong to the panes alone. */
const ROWS_FOR_HEADER = 12;
const ROWS_FOR_FOOTER = 7;

/** Whether a terminal of so many rows has one for the header. */
export function hasHeader(rows: number): boolean {
  return rows >= ROWS_FOR_HEADER;
}

/** Whether a terminal of so many rows has one for the footer. */
export function hasFooter(rows: number): boolean {
  return rows >= ROWS_FOR_FOOTER;
}

/**
 * Where an open dialog may lie: between the first row, which tells what is paused at every size,
 * and the footer with its keys. On a screen without a footer it needs all there is.
 */
export function dialogPlace({ columns, rows }: Size): {
  readonly top: number;
  readonly size: Size;
} {
  if (!hasFooter(rows)) return { top: 0, size: { columns, rows } };
  return { top: 1, size: { columns, rows: rows - 2 } };
}

/** What header and footer leave to the panes. */
export function panesSize({ columns, rows }: Size): Size {
  return { columns, rows: rows - Number(hasHeader(rows)) - Number(hasFooter(rows)) };
}
