import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { initialView } from '../../src/ui/view/view-reducer.ts';
import type { ViewState } from '../../src/ui/view/view-state.ts';
import { renderFrame } from '../support/ui/render-frame.tsx';
import { SCENES } from '../support/ui/scenes.ts';

const COLUMNS = [20, 33, 34, 60, 75, 76, 80, 119, 120, 160, 211, 300];
const ROWS = [5, 8, 9, 14, 15, 16, 22, 25, 26, 38, 48, 98];
/** Half of all pairs, so that each width meets low, middling and high screens. */
const SIZES = COLUMNS.flatMap((columns, index) =>
  ROWS.filter((_, place) => (place + index) % 2 === 0).map((rows) => ({ columns, rows })),
);
/** Every width and every height once. */
const SOME_SIZES = COLUMNS.map((columns, index) => ({
  columns,
  rows: ROWS[(index * 5) % 12] ?? 1,
}));

/** Rows that are too wide or missing, as text; nothing where the frame is exact. */
function faultsOf(frame: string, { columns, rows }: { columns: number; rows: number }): string[] {
  const lines = frame.split('\n');
  const wide = lines.filter((line) => stringWidth(line) > columns);
  const short = columns < 34 || rows < 9 ? [] : lines.filter((line) => isOpen(line, columns));
  const size = `${columns}x${rows}`;
  return [
    ...(lines.length === rows ? [] : [`${size} has ${lines.length} rows`]),
    ...[...wide, ...short].map((line) => `${size} ${line}`),
  ];
}

/** Whether a row that begins with a border does not end with one at the last column. */
function isOpen(line: string, columns: number): boolean {
  return /^[┌│└┏┃┗+|#]/.test(line) && (stringWidth(line) !== columns || !/[┐│┘┓┃┛+|#]$/.test(line));
}

const FILTER = { ...initialView.filter, artists: 'دي夜 \u202e' };
const FOUND: ViewState['artistSearch'] = {
  status: 'answered',
  answer: {
    kind: 'field',
    text: FILTER.artists,
    matches: {
      total: 1_031_437,
      matches: 987_654,
      best: [{ rank: 1_021_004, name: 'e\u0301 夜空 \u001b[31m', count: 1, meanPopularity: 3 }],
    },
  },
};

test('at all sizes hard text fills its rows and passes no edge', () => {
  const view = { focus: 'artists' } as const;

  const faults = SIZES.flatMap((size) =>
    faultsOf(renderFrame(SCENES.hardText, size, { view }), size),
  );

  expect(faults).toEqual([]);
});

test.each([
  ['ingesting', {}],
  ['hardText', { focus: 'artists', filter: FILTER, artistSearch: FOUND }],
  ['lost', { focus: 'artists', filter: FILTER, artistSearch: { status: 'idle', answer: null } }],
  ['retrying', { focus: 'consumer' }],
  ['lost', { focus: 'events' }],
  ['hardText', { focus: 'pipeline', isZoomed: true }],
] as const satisfies readonly (readonly [keyof typeof SCENES, Partial<ViewState>])[])(
  'so does %s %j',
  (scene, view) => {
    const faults = SOME_SIZES.flatMap((size) =>
      faultsOf(renderFrame(SCENES[scene], size, { view }), size),
    );

    expect(faults).toEqual([]);
  },
);

test('so does ASCII, with nothing else on the screen', () => {
  const frames = SOME_SIZES.map((size) => ({
    size,
    frame: renderFrame(SCENES.hardText, size, { ascii: true }),
  }));

  expect(frames.flatMap(({ frame, size }) => faultsOf(frame, size))).toEqual([]);
  expect(frames.filter(({ frame }) => /[^ -~\n]/.test(frame))).toEqual([]);
});

test.each([
  [100, 30],
  [116, 38],
  [160, 48],
  [300, 100],
])('every pane zoomed fills the screen exactly at %i×%i', (columns, rows) => {
  const panes = [
    'pipeline',
    'producer',
    'consumer',
    'genres',
    'artists',
    'features',
    'events',
  ] as const;
  const size = { columns, rows };

  const faults = panes.flatMap((focus) =>
    faultsOf(renderFrame(SCENES.ingesting, size, { view: { focus, isZoomed: true } }), size),
  );

  expect(faults).toEqual([]);
});

test('without colour no escape code is written', () => {
  expect(renderFrame(SCENES.retrying, { columns: 160, rows: 48 })).not.toContain('\u001b');
});

test('colour changes nothing but codes', () => {
  const size = { columns: 120, rows: 38 };
  const codes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

  const frames = (['256', '16'] as const).map((colour) =>
    renderFrame(SCENES.gap, size, { colour }).replaceAll(codes, ''),
  );

  expect(frames).toEqual([renderFrame(SCENES.gap, size), renderFrame(SCENES.gap, size)]);
});
