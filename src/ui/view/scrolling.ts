export type ScrollMove =
  | 'up'
  | 'down'
  | 'half-page-up'
  | 'half-page-down'
  | 'page-up'
  | 'page-down'
  | 'top'
  | 'bottom';

/** Pages of a text of which not every row may begin or end one. */
export type PageExtent = {
  /** Rows on the page that begins where it is. */
  readonly shown: number;
  /** Rows of the page that ends there. */
  readonly above: number;
  /** First row of the last page. */
  readonly last: number;
};

/** A list as its pane shows it. */
export type ListExtent = {
  readonly rows: number;
  /** Rows that fit. */
  readonly visible: number;
  /** Without it every page is full, the last one too where there are rows enough. */
  readonly page?: PageExtent;
};

/** First row shown after a move. */
export function scrolledTo(
  move: ScrollMove,
  from: number,
  { rows, visible, page }: ListExtent,
): number {
  const full = { shown: visible, above: visible, last: Math.max(0, rows - visible) };
  const { shown, above, last } = page ?? full;
  const steps: Readonly<Record<ScrollMove, number>> = {
    up: -1,
    down: 1,
    'half-page-up': -Math.ceil(visible / 2),
    'half-page-down': Math.ceil(visible / 2),
    'page-up': -above,
    'page-down': shown,
    top: Number.NEGATIVE_INFINITY,
    bottom: Number.POSITIVE_INFINITY,
  };
  return Math.min(last, Math.max(0, Math.min(from, last) + steps[move]));
}
