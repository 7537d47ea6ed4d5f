/** Names of keys: a character as typed, or one of these words; `g g` is the same key twice. */
type KeyGroup = 'Panes' | 'Moving' | 'Pipeline' | 'Exports' | 'Spark' | 'Lists' | 'Screen';

type KeyEntry = {
  readonly id: string;
  readonly keys: readonly string[];
  /** How help and README write the keys, where there are too many to list. */
  readonly shownAs?: string;
  /** For the footer: one or two words. */
  readonly short: string;
  /** For help and README. */
  readonly label: string;
  readonly group: KeyGroup;
  /**
   * `looks`: changes this screen and nothing else. `reverses`: the same key takes it back.
   * `changes`: tells the engine to do something; a capital, or one that asks first.
   */
  readonly effect: 'looks' | 'reverses' | 'changes';
};

/**
 * Every key of the screen, once: dispatch, footer, help and README come from here. Small letters
 * look or can be taken back, capitals change something, `y` confirms and Enter never does.
 */
const TABLE = [
  {
    id: 'focus-pane',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    shownAs: '1-9',
    short: 'panes',
    label: 'go to a pane',
    group: 'Panes',
    effect: 'looks',
  },
  {
    id: 'next-pane',
    keys: ['tab', 'l', 'right'],
    short: 'next',
    label: 'next pane',
    group: 'Panes',
    effect: 'looks',
  },
  {
    id: 'previous-pane',
    keys: ['shift+tab', 'h', 'left'],
    short: 'previous',
    label: 'previous pane',
    group: 'Panes',
    effect: 'looks',
  },
  {
    id: 'zoom',
    keys: ['+', 'enter'],
    short: 'zoom',
    label: 'one pane on the whole screen, with more in it; again: back',
    group: 'Panes',
    effect: 'looks',
  },
  {
    id: 'unzoom',
    keys: ['_'],
    short: 'all panes',
    label: 'back to all panes',
    group: 'Panes',
    effect: 'looks',
  },
  {
    id: 'up',
    keys: ['k', 'up'],
    short: 'up',
    label: 'a row up',
    group: 'Moving',
    effect: 'looks',
  },
  {
    id: 'down',
    keys: ['j', 'down'],
    short: 'down',
    label: 'a row down',
    group: 'Moving',
    effect: 'looks',
  },
  {
    id: 'half-page-up',
    keys: ['ctrl+u'],
    short: 'half page up',
    label: 'half a page up',
    group: 'Moving',
    effect: 'looks',
  },
  {
    id: 'half-page-down',
    keys: ['ctrl+d'],
    short: 'half page down',
    label: 'half a page down',
    group: 'Moving',
    effect: 'looks',
  },
  {
    id: 'page-up',
    keys: ['page-up'],
    short: 'page up',
    label: 'a page up',
    group: 'Moving',
    effect: 'looks',
  },
  {
    id: 'page-down',
    keys: ['page-down', ' '],
    short: 'page down',
    label: 'a page down',
    group: 'Moving',
    effect: 'looks',
  },
  {
    id: 'top',
    keys: ['g g', 'home'],
    short: 'top',
    label: 'to the first row',
    group: 'Moving',
    effect: 'looks',
  },
  {
    id: 'bottom',
    keys: ['G', 'end'],
    short: 'bottom',
    label: 'to the last row',
    group: 'Moving',
    effect: 'looks',
  },
  {
    id: 'start-ingestion',
    keys: ['I'],
    short: 'ingest',
    label: 'start or resume the ingestion; shows first what it would do',
    group: 'Pipeline',
    effect: 'changes',
  },
  {
    id: 'stop-ingestion',
    keys: ['X'],
    short: 'stop',
    label: 'stop the ingestion at the next batch; asks first',
    group: 'Pipeline',
    effect: 'changes',
  },
  {
    id: 'toggle-consumption',
    keys: ['p'],
    short: 'pause consumer',
    label: 'pause or resume the consumption',
    group: 'Pipeline',
    effect: 'reverses',
  },
  {
    id: 'toggle-production',
    keys: ['P'],
    short: 'pause producer',
    label: 'pause or resume the ingestion',
    group: 'Pipeline',
    effect: 'changes',
  },
  {
    id: 'lower-rate',
    keys: ['{'],
    short: 'slower',
    label: 'limit the ingestion to fewer rows per second',
    group: 'Pipeline',
    effect: 'reverses',
  },
  {
    id: 'raise-rate',
    keys: ['}'],
    short: 'faster',
    label: 'allow more rows per second; above the last step there is no limit',
    group: 'Pipeline',
    effect: 'reverses',
  },
  {
    id: 'start-engine',
    keys: ['S'],
    short: 'start engine',
    label: 'start the engine again when it is gone',
    group: 'Pipeline',
    effect: 'changes',
  },
  {
    id: 'snapshot',
    keys: ['e'],
    short: 'snapshot',
    label: 'export a snapshot at once: all four files and their manifest',
    group: 'Exports',
    effect: 'reverses',
  },
  {
    id: 'export-menu',
    keys: ['E'],
    short: 'exports',
    label: 'menu of exports',
    group: 'Exports',
    effect: 'looks',
  },
  {
    id: 'submit-spark',
    keys: ['B'],
    short: 'batch',
    label: 'submit a batch to Spark; shows first what it would do',
    group: 'Spark',
    effect: 'changes',
  },
  {
    id: 'stop-spark',
    keys: ['K'],
    short: 'stop Spark',
    label: 'stop our run on Spark, batch or stream; asks first',
    group: 'Spark',
    effect: 'changes',
  },
  {
    id: 'filter',
    keys: ['/'],
    short: 'filter',
    label: 'filter the list: type, Enter keeps it, Ctrl+U clears it, Esc drops it',
    group: 'Lists',
    effect: 'looks',
  },
  {
    id: 'next-genre-order',
    keys: ['o', '>'],
    short: 'order',
    label: 'genres by tracks, by mean popularity, by tracks per second',
    group: 'Lists',
    effect: 'looks',
  },
  {
    id: 'previous-genre-order',
    keys: ['<'],
    short: 'order',
    label: 'the order before',
    group: 'Lists',
    effect: 'looks',
  },
  {
    id: 'artists-by-field',
    keys: ['['],
    short: 'by field',
    label: 'artists as the file names them, several in one field',
    group: 'Lists',
    effect: 'looks',
  },
  {
    id: 'artists-by-name',
    keys: [']'],
    short: 'single',
    label: 'single artists: each of several in one field for itself',
    group: 'Lists',
    effect: 'looks',
  },
  {
    id: 'freeze',
    keys: ['z'],
    short: 'freeze',
    label: 'freeze or thaw the screen; the engine goes on',
    group: 'Screen',
    effect: 'looks',
  },
  {
    id: 'help',
    keys: ['?'],
    short: 'help',
    label: 'all keys',
    group: 'Screen',
    effect: 'looks',
  },
  {
    id: 'action-log',
    keys: ['@'],
    short: 'actions',
    label: 'what was done from this screen, and the command that does the same',
    group: 'Screen',
    effect: 'looks',
  },
  {
    id: 'back',
    keys: ['escape'],
    short: 'back',
    label: 'close a dialog, drop a filter, leave the zoom',
    group: 'Screen',
    effect: 'looks',
  },
  {
    id: 'redraw',
    keys: ['ctrl+l'],
    short: 'redraw',
    label: 'draw the screen anew',
    group: 'Screen',
    effect: 'looks',
  },
  {
    id: 'suspend',
    keys: ['ctrl+z'],
    short: 'suspend',
    label: 'back to the shell, fg returns; the engine goes on',
    group: 'Screen',
    effect: 'reverses',
  },
  {
    id: 'quit',
    keys: ['q', 'ctrl+c'],
    short: 'quit',
    label:
      'leave; asks while the engine is at work. Ctrl+C twice leaves at once, the engine goes on',
    group: 'Screen',
    effect: 'reverses',
  },
] as const satisfies readonly KeyEntry[];

export type KeyId = (typeof TABLE)[number]['id'];

export type KeyBinding = KeyEntry & { readonly id: KeyId };

export const KEYMAP: readonly KeyBinding[] = TABLE;

const byKey = new Map<string, KeyBinding>(
  KEYMAP.flatMap((binding) => binding.keys.map((key) => [key, binding] as const)),
);

const byId = new Map<KeyId, KeyBinding>(KEYMAP.map((binding) => [binding.id, binding]));

/** What a key does while nothing else takes it; `undefined` for a key without a meaning. */
export function bindingOf(key: string): KeyBinding | undefined {
  return byKey.get(key);
}

export function bindingById(id: KeyId): KeyBinding {
  const binding = byId.get(id);
  if (binding === undefined) throw new Error(`no key for ${id}`);
  return binding;
}

/** Keys that need a second press of the same key. */
export function isChordStart(key: string): boolean {
  return byKey.has(`${key} ${key}`);
}

const KEY_WORDS: Readonly<Record<string, string>> = {
  ' ': 'Space',
  tab: 'Tab',
  'shift+tab': 'Shift+Tab',
  enter: 'Enter',
  escape: 'Esc',
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  home: 'Home',
  end: 'End',
  'page-up': 'PgUp',
  'page-down': 'PgDn',
  'ctrl+c': 'Ctrl+C',
  'ctrl+d': 'Ctrl+D',
  'ctrl+l': 'Ctrl+L',
  'ctrl+u': 'Ctrl+U',
  'ctrl+z': 'Ctrl+Z',
};

/** A key as an operator reads it. */
export function keyText(key: string): string {
  return KEY_WORDS[key] ?? key;
}

/** All keys of a binding as an operator reads them. */
export function keysText({ keys, shownAs }: KeyBinding): string {
  return shownAs ?? keys.map(keyText).join(' ');
}

/** The key of a binding that texts name. */
export function firstKeyOf(id: KeyId): string {
  return keyText(bindingById(id).keys[0] ?? '');
}
