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

/** What header and footer leave to the panes. */
export function panesSize({ columns, rows }: Size): Size {
  return { columns, rows: rows - Number(hasHeader(rows)) - Number(hasFooter(rows)) };
}
