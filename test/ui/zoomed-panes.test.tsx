import { expect, test } from 'vitest';
import { listExtent } from '../../src/ui/view/list-extent.ts';
import { initialView } from '../../src/ui/view/view-reducer.ts';
import type { ViewState } from '../../src/ui/view/view-state.ts';
import { renderFrame } from '../support/ui/render-frame.tsx';
import { SCENES } from '../support/ui/scenes.ts';

const WIDE = { columns: 160, rows: 48 };

function zoomed(focus: ViewState['focus'], size = WIDE, view: Partial<ViewState> = {}) {
  const frame = renderFrame(SCENES.complete, size, { view: { focus, isZoomed: true, ...view } });
  return { frame, rows: frame.split('\n').map((line) => line.replaceAll(/ +/g, ' ')) };
}

/** Ranks on the screen, as they stand from left to right. */
function ranksIn(row = ''): readonly number[] {
  return [...row.matchAll(/[┃│] (\d+) /g)].map(([, rank]) => Number(rank));
}

test.each([
  [160, 48, 3],
  [120, 38, 2],
  [105, 38, 1],
  // Two hold all 114.
  [300, 100, 2],
])(
  'zoomed at %i×%i the genres stand in as many blocks as fit and are wanted',
  (columns, rows, blocks) => {
    const { rows: lines } = zoomed('genres', { columns, rows });

    const room = rows - 3;
    expect(ranksIn(lines[2])).toEqual(
      Array.from({ length: blocks }, (_, block) => 1 + block * room),
    );
  },
);

test('each block has the header and the same columns', () => {
  const { rows } = zoomed('genres');

  expect(rows[1]?.match(/# genre tracks pop\. \/s/g)).toHaveLength(3);
  expect(rows[0]).toContain(' 114 of 114 ');
});

test('a page of the genres is all their blocks', () => {
  const view = { ...initialView, focus: 'genres', isZoomed: true } as const;

  // A whole screen: header and footer leave 48 rows, border and column heads 45.
  expect(listExtent(SCENES.complete.state, view, { columns: 160, rows: 50 })).toEqual({
    rows: 114,
    visible: 3 * 45,
  });
  expect(listExtent(SCENES.complete.state, view, { columns: 60, rows: 16 }).visible).toBe(11);
});

test('genres that were scrolled are all shown where there is room for all', () => {
  const scroll = { ...initialView.scroll, genres: 104 };

  expect(ranksIn(zoomed('genres', WIDE, { scroll }).rows[2])).toEqual([1, 46, 91]);
  expect(ranksIn(zoomed('genres', { columns: 120, rows: 38 }, { scroll }).rows[2])).toEqual([
    45, 80,
  ]);
});

test('a filter moves no block', () => {
  const filter = { ...initialView.filter, genres: 'folk' };
  const dividers = (frame: string) =>
    [...(frame.split('\n')[2] ?? '').matchAll(/│/g)].map(({ index }) => index);

  const filtered = dividers(zoomed('genres', WIDE, { filter }).frame);

  expect(filtered).toHaveLength(2);
  expect(filtered).toEqual(dividers(zoomed('genres').frame));
});

test('without blocks there is room for the share of all tracks', () => {
  const { rows } = zoomed('genres', { columns: 80, rows: 22 });

  expect(rows[1]).toMatch(/# genre tracks popularity share \/s/);
  expect(rows[2]).toMatch(/ \d\.\d % /);
});

test.each([
  [160, 48],
  [120, 38],
  [116, 38],
])(
  'zoomed at %i×%i every audio feature has a chart with its figures beside it',
  (columns, rows) => {
    const { frame } = zoomed('features', { columns, rows });

    expect(frame.match(/mean +-?[\d.]+ spread +[\d.]+/g)).toHaveLength(9);
    for (const name of ['max', 'p95', 'p75', 'p50', 'p25', 'p05', 'min']) {
      expect(frame.match(new RegExp(`${name} +-?[\\d.]+ `, 'g'))).toHaveLength(9);
    }
    expect(frame.match(/-?[\d.]+ ─{4,} [\d.]+ /g)).toHaveLength(9);
    expect(frame).toMatch(/tracks +6,000 .* unreadable +0/);
  },
);

test.each([
  [120, 30],
  [115, 38],
  [80, 22],
])('where there is no room for charts, as at %i×%i, there is a row for each', (columns, rows) => {
  const { frame } = zoomed('features', { columns, rows });

  expect(frame).toMatch(/feature +mean spread +p05 .*(shape|histogram)/);
});
