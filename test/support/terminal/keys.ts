/** Keys by name, as the bytes an xterm sends. */
export const KEYS = {
  enter: '\r',
  escape: '\x1b',
  tab: '\t',
  'shift+tab': '\x1b[Z',
  backspace: '\x7f',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  'page-up': '\x1b[5~',
  'page-down': '\x1b[6~',
  'ctrl+c': '\x03',
  'ctrl+d': '\x04',
  'ctrl+l': '\x0c',
  'ctrl+u': '\x15',
  'ctrl+z': '\x1a',
} as const;

export type KeyName = keyof typeof KEYS;

/** What a terminal with bracketed paste sends for a pasted text. */
export function pasted(text: string): string {
  return `\x1b[200~${text}\x1b[201~`;
}
