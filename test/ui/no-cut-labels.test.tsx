import { expect, test } from 'vitest';
import type { MirrorView } from '../../src/engine/mirror-view.ts';
import { PANES } from '../../src/ui/view/view-state.ts';
import { renderFrame } from '../support/ui/render-frame.tsx';
import { SCENES } from '../support/ui/scenes.ts';
import { withShortData } from '../support/ui/short-data.ts';

/** Every width that has a layout of its own, and some that are only wider. */
const COLUMNS = [...Array.from({ length: 145 }, (_, index) => 20 + index), 211, 300];
const ROWS = [5, 38, 8, 22, 10, 26, 14, 48];

/** Rows in which something was cut, with their size: at every fourth width, from this one on. */
function cutRows(view: MirrorView, first: number, isZoomed = false): string[] {
  const shown = withShortData(view);
  return COLUMNS.flatMap((columns, index) => {
    if (index % 4 !== first % 4) return [];
    const rows = ROWS[index % ROWS.length] ?? 5;
    const focus = PANES[index % PANES.length] ?? 'producer';
    const frame = renderFrame(shown, { columns, rows }, { view: { focus, isZoomed } });
    return frame
      .split('\n')
      .filter((line) => line.includes('…'))
      .map((line) => `${columns}x${rows} ${focus} ${line}`);
  });
}

test.each(Object.keys(SCENES))('no word of ours is cut at any width: %s', (name) => {
  const scene = SCENES[name as keyof typeof SCENES];

  expect(cutRows(scene, Object.keys(SCENES).indexOf(name))).toEqual([]);
});

test('nor in a pane that has the screen for itself', () => {
  expect(cutRows(SCENES.ingesting, 0, true)).toEqual([]);
});
