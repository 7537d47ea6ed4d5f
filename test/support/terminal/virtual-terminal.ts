import { createRequire } from 'node:module';
import type { IBufferCell, Terminal as XtermTerminal } from '@xterm/headless';
import stringWidth from 'string-width';

// The package is CommonJS, and its names cannot be seen from an ES module.
const { Terminal } = createRequire(import.meta.url)('@xterm/headless') as {
  readonly Terminal: typeof XtermTerminal;
};

/** One cell of the grid; the right half of a wide character is an empty text. */
export type Cell = {
  readonly text: string;
  /** Index in the 256-colour palette, or `#rrggbb`; `null` is the terminal's own. */
  readonly foreground: number | string | null;
  readonly background: number | string | null;
  readonly isBold: boolean;
  readonly isDim: boolean;
  readonly isInverse: boolean;
  readonly isUnderlined: boolean;
};

/** What an operator sees: the grid of a terminal that is fed with a program's output. */
export type VirtualTerminal = {
  write(output: string): void;
  /**
   * Calls for each frame when it is on the grid, however many come at once.
   *
   * @returns the way to stop it
   */
  watch(onFrame: () => void): () => void;
  /** Resolves when all that was written is on the grid. */
  settled(): Promise<void>;
  resize(columns: number, rows: number): void;
  /** Rows of the visible grid, without blanks at their ends. */
  lines(): readonly string[];
  cells(): readonly (readonly Cell[])[];
  /** Rows that continue the one above because that was longer than the terminal is wide. */
  wrappedRows(): readonly number[];
  isOnAlternateScreen(): boolean;
  /** Whether a frame has begun and not ended: a terminal shows the one before. */
  isInFrame(): boolean;
  modes(): {
    readonly bracketedPaste: boolean;
    readonly mouse: string;
    readonly focusReports: boolean;
  };
};

export function createVirtualTerminal(columns: number, rows: number): VirtualTerminal {
  const terminal = new Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1_000 });
  useCurrentWidths(terminal);
  const watchers = new Set<() => void>();
  let unsettled: Promise<void> = Promise.resolve();

  function drawn(): void {
    if (terminal.modes.synchronizedOutputMode) return;
    for (const onFrame of watchers) onFrame();
  }

  function visibleLine(row: number) {
    const { active } = terminal.buffer;
    return active.getLine(active.baseY + row);
  }

  function rowsOf<Row>(read: (row: number) => Row): Row[] {
    return Array.from({ length: terminal.rows }, (_, row) => read(row));
  }

  return {
    write(output) {
      for (const frame of framesIn(output)) terminal.write(frame, drawn);
      unsettled = new Promise((resolve) => terminal.write('', resolve));
    },
    watch(onFrame) {
      watchers.add(onFrame);
      return () => watchers.delete(onFrame);
    },
    settled: () => unsettled,
    resize: (newColumns, newRows) => terminal.resize(newColumns, newRows),
    lines: () => rowsOf((row) => visibleLine(row)?.translateToString(true) ?? ''),
    cells: () =>
      rowsOf((row) => {
        const line = visibleLine(row);
        return Array.from({ length: terminal.cols }, (_, column) => cellOf(line?.getCell(column)));
      }),
    wrappedRows: () => rowsOf((row) => row).filter((row) => visibleLine(row)?.isWrapped === true),
    isInFrame: () => terminal.modes.synchronizedOutputMode,
    isOnAlternateScreen: () => terminal.buffer.active.type === 'alternate',
    modes: () => ({
      bracketedPaste: terminal.modes.bracketedPasteMode,
      mouse: terminal.modes.mouseTrackingMode,
      focusReports: terminal.modes.sendFocusMode,
    }),
  };
}

/** The end of a synchronised update. */
const FRAME_END = '\u001b[?2026l';

function framesIn(output: string): readonly string[] {
  const [rest = '', ...whole] = output.split(FRAME_END).reverse();
  return [...whole.reverse().map((frame) => frame + FRAME_END), rest];
}

/** Widths by today's Unicode, as terminals have them; the library's own are those of Unicode 6. */
function useCurrentWidths({ unicode }: XtermTerminal): void {
  unicode.register({
    version: 'current',
    wcwidth: characterWidth,
    // Its packing: bit 0 tells that the character joins the cell before, bits 1 and 2 are the width.
    charProperties(codepoint, preceding) {
      const width = characterWidth(codepoint);
      const precedingWidth = (preceding >> 1) & 3;
      return width === 0 && precedingWidth > 0 ? (precedingWidth << 1) | 1 : width << 1;
    },
  });
  unicode.activeVersion = 'current';
}

const widths = new Map<number, 0 | 1 | 2>();

function characterWidth(codepoint: number): 0 | 1 | 2 {
  const known = widths.get(codepoint);
  if (known !== undefined) return known;
  const width = Math.min(2, stringWidth(String.fromCodePoint(codepoint))) as 0 | 1 | 2;
  widths.set(codepoint, width);
  return width;
}

function cellOf(cell: IBufferCell | undefined): Cell {
  if (cell === undefined) return BLANK;
  return {
    text: cell.getWidth() === 0 ? '' : cell.getChars() || ' ',
    foreground: colour(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()),
    background: colour(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor()),
    isBold: cell.isBold() !== 0,
    isDim: cell.isDim() !== 0,
    isInverse: cell.isInverse() !== 0,
    isUnderlined: cell.isUnderline() !== 0,
  };
}

const BLANK: Cell = {
  text: ' ',
  foreground: null,
  background: null,
  isBold: false,
  isDim: false,
  isInverse: false,
  isUnderlined: false,
};

function colour(isDefault: boolean, isRgb: boolean, value: number): number | string | null {
  if (isDefault) return null;
  return isRgb ? `#${value.toString(16).padStart(6, '0')}` : value;
}
