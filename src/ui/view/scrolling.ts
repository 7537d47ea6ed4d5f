export type ScrollMove =
  | 'up'
  | 'down'
  | 'half-page-up'
  | 'half-page-down'
  | 'page-up'
  | 'page-down'
  | 'top'
  | 'bottom';

/** A list as its pane shows it. */
export type ListExtent = {
  readonly rows: number;
  /** Rows that fit. */
  readonly visible: number;
  /** Rows that are shown from where it is, where they can be fewer than fit. */
  readonly shown?: number;
};

/** First row shown after a move; the last page is always full where there are rows enough. */
export function scrolledTo(
  move: ScrollMove,
  from: number,
  { rows, visible, shown = visible }: ListExtent,
): number {
  const last = Math.max(0, rows - visible);
  const steps: Readonly<Record<ScrollMove, number>> = {
    up: -1,
    down: 1,
    'half-page-up': -Math.ceil(visible / 2),
    'half-page-down': Math.ceil(visible / 2),
    'page-up': -visible,
    'page-down': shown,
    top: Number.NEGATIVE_INFINITY,
    bottom: Number.POSITIVE_INFINITY,
  };
  return Math.min(last, Math.max(0, Math.min(from, last) + steps[move]));
}
