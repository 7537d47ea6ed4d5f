/** Pieces of a border. */
export type BorderGlyphs = {
  readonly topLeft: string;
  readonly topRight: string;
  readonly bottomLeft: string;
  readonly bottomRight: string;
  readonly horizontal: string;
  readonly vertical: string;
};

/** Every character of the chrome that is not a letter; each takes one cell. */
export type Glyphs = {
  readonly ellipsis: string;
  readonly separator: string;
  readonly plusMinus: string;
  readonly arrow: string;
  readonly downArrow: string;
  /** Before the title of the pane in focus. */
  readonly focusMark: string;
  /** The kinds of "no number" but zero: none yet, not allowed to know, known but old. */
  readonly none: string;
  readonly denied: string;
  readonly stale: string;
  /** Stands for a character that terminals do not agree on. */
  readonly unshowable: string;
  readonly thin: BorderGlyphs;
  readonly heavy: BorderGlyphs;
  readonly done: string;
  readonly toDo: string;
  /** From nothing to full. */
  readonly levels: readonly string[];
  /** Growing from the left; the last one fills its cell. */
  readonly eighths: readonly string[];
};

const UNICODE: Glyphs = {
  ellipsis: '…',
  separator: '·',
  plusMinus: '±',
  arrow: '→',
  downArrow: '↓',
  focusMark: '▸',
  none: '–',
  denied: '⊘',
  stale: '?',
  unshowable: '□',
  thin: {
    topLeft: '┌',
    topRight: '┐',
    bottomLeft: '└',
    bottomRight: '┘',
    horizontal: '─',
    vertical: '│',
  },
  heavy: {
    topLeft: '┏',
    topRight: '┓',
    bottomLeft: '┗',
    bottomRight: '┛',
    horizontal: '━',
    vertical: '┃',
  },
  done: '━',
  toDo: '─',
  levels: [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  eighths: ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'],
};

const ASCII: Glyphs = {
  ellipsis: '~',
  separator: '|',
  plusMinus: ' ',
  arrow: '>',
  downArrow: 'v',
  focusMark: '>',
  none: '-',
  denied: 'x',
  stale: '?',
  unshowable: '?',
  thin: {
    topLeft: '+',
    topRight: '+',
    bottomLeft: '+',
    bottomRight: '+',
    horizontal: '-',
    vertical: '|',
  },
  heavy: {
    topLeft: '#',
    topRight: '#',
    bottomLeft: '#',
    bottomRight: '#',
    horizontal: '=',
    vertical: '#',
  },
  done: '=',
  toDo: '-',
  // Darker and darker, and never a figure.
  levels: [' ', '.', ':', '-', '=', '+', '*', '#'],
  eighths: ['#'],
};

export function glyphsOf(isAscii: boolean): Glyphs {
  return isAscii ? ASCII : UNICODE;
}
