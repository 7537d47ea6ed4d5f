import { FURTHER_PANES, PANES, type PaneId } from '../view/view-state.ts';

export type Size = { readonly columns: number; readonly rows: number };

/** Cells of a frame, from its top left corner. */
export type Rect = {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
};

/** How much a pane has around it: a border; nothing; or it is a single line of essentials. */
export type Chrome = 'border' | 'bare' | 'line';

export type PlacedPane = { readonly pane: PaneId; readonly rect: Rect; readonly chrome: Chrome };

export type ScreenLayout = {
  readonly panes: readonly PlacedPane[];
  /** Row with the names of all panes, where only one of them is on show. */
  readonly tabs: Rect | null;
};

const WIDE: Size = { columns: 120, rows: 26 };
const CONDENSED: Size = { columns: 76, rows: 16 };
const TABBED: Size = { columns: 34, rows: 9 };

/**
 * Places the panes without a gap or an overlap; every size has a layout.
 *
 * @param panes - those that have something to show
 */
export function screenLayout(
  size: Size,
  focus: PaneId,
  isZoomed: boolean,
  panes: readonly PaneId[] = PANES,
): ScreenLayout {
  const further = FURTHER_PANES.filter((pane) => panes.includes(pane));
  if (!holds(size, TABBED)) return onePane(size, focus, 'bare');
  if (isZoomed) return onePane(size, focus, 'border');
  if (holds(size, WIDE)) return { panes: widePanes(size, further), tabs: null };
  if (holds(size, CONDENSED)) return { panes: condensedPanes(size, further), tabs: null };
  const rect = { left: 0, top: 1, width: size.columns, height: size.rows - 1 };
  return {
    panes: [{ pane: focus, rect, chrome: 'border' }],
    tabs: { left: 0, top: 0, width: size.columns, height: 1 },
  };
}

function holds({ columns, rows }: Size, least: Size): boolean {
  return columns >= least.columns && rows >= least.rows;
}

function onePane({ columns, rows }: Size, pane: PaneId, chrome: Chrome): ScreenLayout {
  const rect = { left: 0, top: 0, width: columns, height: rows };
  return { panes: [{ pane, rect, chrome }], tabs: null };
}

/** Rows of the wide layout at the height it was made for; what is more or less is shared out. */
const WIDE_ROWS = { rows: 38, status: 14, events: 11 } as const;

/** Three panes on the road, three on what came of it; below, the events beside further panes. */
function widePanes({ columns, rows }: Size, further: readonly PaneId[]): readonly PlacedPane[] {
  const more = rows - WIDE_ROWS.rows;
  const status = WIDE_ROWS.status + (more < 0 ? Math.ceil(more / 3) : Math.min(4, more >> 3));
  const events = WIDE_ROWS.events + Math.ceil((more * (more < 0 ? 5 : 3)) / 12);
  const lists = rows - status - events;
  const widths = shares(columns, [0.32, 0.32, 0.36]);
  const lowest = [[1], [0.64, 0.36], [0.4, 0.3, 0.3]][further.length] ?? [];
  return [
    ...across(['pipeline', 'producer', 'consumer'], widths, { top: 0, height: status }),
    ...across(['genres', 'artists', 'features'], widths, { top: status, height: lists }),
    ...across(['events', ...further], shares(columns, lowest), {
      top: status + lists,
      height: events,
    }),
  ];
}

/** The five main panes; all others keep a line each. */
function condensedPanes(
  { columns, rows }: Size,
  further: readonly PaneId[],
): readonly PlacedPane[] {
  const status = Math.max(5, Math.min(9, rows - 13));
  const lists = rows - status - 2 - further.length;
  return [
    line('pipeline', columns, 0),
    ...across(['producer', 'consumer'], shares(columns, [0.5, 0.5]), { top: 1, height: status }),
    ...across(['genres', 'artists', 'features'], shares(columns, [0.325, 0.325, 0.35]), {
      top: 1 + status,
      height: lists,
    }),
    ...further.map((pane, index) => line(pane, columns, rows - 1 - further.length + index)),
    line('events', columns, rows - 1),
  ];
}

function line(pane: PaneId, width: number, top: number): PlacedPane {
  return { pane, rect: { left: 0, top, width, height: 1 }, chrome: 'line' };
}

/** Whole cells in about these shares, the last taking what rounding leaves. */
function shares(columns: number, parts: readonly number[]): readonly number[] {
  const widths = parts.map((part) => Math.floor(columns * part));
  const left = columns - widths.reduce((sum, width) => sum + width, 0);
  return widths.map((width, index) => (index === widths.length - 1 ? width + left : width));
}

function across(
  panes: readonly PaneId[],
  widths: readonly number[],
  { top, height }: { readonly top: number; readonly height: number },
): readonly PlacedPane[] {
  let left = 0;
  return panes.map((pane, index) => {
    const width = widths[index] ?? 0;
    const placed: PlacedPane = { pane, rect: { left, top, width, height }, chrome: 'border' };
    left += width;
    return placed;
  });
}
