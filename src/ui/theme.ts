import { type Glyphs, glyphsOf } from './glyphs.ts';

/**
 * What a piece of text means. `watch` asks for an eye, `alarm` for a hand; whatever either says, it
 * says in words too.
 */
export type Tone =
  | 'plain'
  | 'quiet'
  | 'strong'
  | 'accent'
  | 'focus'
  | 'watch'
  | 'alarm'
  | 'reverse';

export type ColourDepth = 'none' | '16' | '256';

export type Theme = {
  readonly isAscii: boolean;
  readonly glyphs: Glyphs;
  /** One line of text with the codes of its tone around it; without colour, the text as it is. */
  paint(tone: Tone, text: string): string;
  /** The same with everything but `alarm` quiet: for figures that have grown old. */
  readonly faded: Theme;
};

type Codes = readonly [open: string, close: string];

const BOLD: Codes = ['\u001b[1m', '\u001b[22m'];
const DIM: Codes = ['\u001b[2m', '\u001b[22m'];
const REVERSE: Codes = ['\u001b[7m', '\u001b[27m'];

function colour(code: string): Codes {
  return [`\u001b[${code}m`, '\u001b[39m'];
}

function both([open, close]: Codes, [innerOpen, innerClose]: Codes): Codes {
  return [open + innerOpen, innerClose + close];
}

type Palette = Readonly<Record<Exclude<Tone, 'plain'>, Codes>>;

/** Blue, orange and a bold red, which red-green blindness does not confuse. */
const PALETTES: Readonly<Record<Exclude<ColourDepth, 'none'>, Palette>> = {
  '16': {
    quiet: DIM,
    strong: BOLD,
    accent: colour('36'),
    focus: both(BOLD, colour('36')),
    watch: colour('33'),
    alarm: both(BOLD, colour('31')),
    reverse: REVERSE,
  },
  '256': {
    quiet: DIM,
    strong: BOLD,
    accent: colour('38;5;74'),
    focus: both(BOLD, colour('38;5;75')),
    watch: colour('38;5;214'),
    alarm: both(BOLD, colour('38;5;203')),
    reverse: REVERSE,
  },
};

/** Colours and characters of a screen. With colour `none` it writes no escape code at all. */
export function createTheme(options: {
  readonly colour: ColourDepth;
  readonly ascii: boolean;
}): Theme {
  const palette = options.colour === 'none' ? null : PALETTES[options.colour];
  const base = { isAscii: options.ascii, glyphs: glyphsOf(options.ascii) };
  const paint = (tone: Tone, text: string): string => {
    if (palette === null || tone === 'plain' || text === '') return text;
    const [open, close] = palette[tone];
    return open + text + close;
  };
  const fade = (tone: Tone, text: string) => paint(tone === 'alarm' ? 'alarm' : 'quiet', text);
  const faded: Theme = {
    ...base,
    paint: fade,
    get faded() {
      return faded;
    },
  };
  return { ...base, paint, faded };
}
