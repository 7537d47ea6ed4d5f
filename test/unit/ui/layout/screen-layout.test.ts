import fc from 'fast-check';
import { expect, test } from 'vitest';
import { screenLayout } from '../../../../src/ui/layout/screen-layout.ts';
import { FURTHER_PANES, PANES } from '../../../../src/ui/view/view-state.ts';

const panesAt = (columns: number, rows: number) =>
  screenLayout({ columns, rows }, 'producer', false).panes.map(
    ({ pane, chrome }) => `${pane} ${chrome}`,
  );

test('a wide screen has all seven panes', () => {
  expect(panesAt(120, 38)).toEqual(PANES.map((pane) => `${pane} border`));
});

test('80 by 24 less its header and footer has the five main panes and two lines', () => {
  expect(panesAt(80, 22)).toEqual([
    'pipeline line',
    'producer border',
    'consumer border',
    'genres border',
    'artists border',
    'features border',
    'events line',
  ]);
});

test('HDFS and Spark stand beside the events, and on 80 by 24 have a line each', () => {
  const shown = [...PANES, ...FURTHER_PANES];
  const panesOn = (columns: number, rows: number) =>
    screenLayout({ columns, rows }, 'spark', false, shown).panes.slice(-3);

  expect(panesOn(120, 38).map(({ pane, rect }) => [pane, rect.left, rect.width])).toEqual([
    ['events', 0, 48],
    ['hdfs', 48, 36],
    ['spark', 84, 36],
  ]);
  expect(panesOn(80, 22).map(({ pane, chrome, rect }) => [pane, chrome, rect.top])).toEqual([
    ['hdfs', 'line', 19],
    ['spark', 'line', 20],
    ['events', 'line', 21],
  ]);
});

test('60 by 16 has the pane in focus and a row of tabs', () => {
  const layout = screenLayout({ columns: 60, rows: 14 }, 'events', false);

  expect(layout.panes.map(({ pane }) => pane)).toEqual(['events']);
  expect(layout.tabs).toEqual({ left: 0, top: 0, width: 60, height: 1 });
});

test('a tiny screen has the pane in focus without anything around it', () => {
  expect(panesAt(20, 5)).toEqual(['producer bare']);
});

test('zoom gives the pane in focus the whole screen', () => {
  const layout = screenLayout({ columns: 160, rows: 48 }, 'genres', true);

  expect(layout).toEqual({
    panes: [
      { pane: 'genres', rect: { left: 0, top: 0, width: 160, height: 48 }, chrome: 'border' },
    ],
    tabs: null,
  });
});

test('every cell of every size belongs to one pane, and every pane has room inside', () => {
  const anySize = fc.record({
    columns: fc.integer({ min: 1, max: 300 }),
    rows: fc.integer({ min: 1, max: 100 }),
  });
  const anyFocus = fc.constantFrom(...PANES);
  const anyShown = fc.subarray([...FURTHER_PANES]).map((further) => [...PANES, ...further]);
  fc.assert(
    fc.property(anySize, anyFocus, fc.boolean(), anyShown, (size, focus, isZoomed, shown) => {
      const { panes, tabs } = screenLayout(size, focus, isZoomed, shown);

      const rects = [...panes.map(({ rect }) => rect), ...(tabs === null ? [] : [tabs])];
      const cells = new Uint8Array(size.columns * size.rows);
      for (const { left, top, width, height } of rects) {
        for (let y = top; y < top + height; y += 1) {
          for (let x = left; x < left + width; x += 1) {
            const cell = y * size.columns + x;
            cells[cell] = (cells[cell] ?? 0) + 1;
          }
        }
      }

      expect(cells.every((count) => count === 1)).toBe(true);
      const bordered = panes.filter(({ chrome }) => chrome === 'border');
      expect(bordered.every(({ rect }) => rect.width >= 20 && rect.height >= 4)).toBe(true);
    }),
    { numRuns: 100 },
  );
});
