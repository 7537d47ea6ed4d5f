import { expect, test } from 'vitest';
import type { MirrorView } from '../../src/engine/mirror-view.ts';
import { reduce } from '../../src/state/store.ts';
import { alertsForPanes } from '../../src/ui/chrome/alerts.ts';
import { initialScreen } from '../../src/ui/screen/screen-reducer.ts';
import type { ViewState } from '../../src/ui/view/view-state.ts';
import { renderFrame } from '../support/ui/render-frame.tsx';
import { NOW, SCENES } from '../support/ui/scenes.ts';

/** The first row of a screen that has no room for a header. */
function firstRow(
  live: MirrorView,
  size: { readonly columns: number; readonly rows: number },
  view: Partial<ViewState> = {},
): string | undefined {
  const screen = { ...initialScreen, view: { ...initialScreen.view, ...view } };
  const alerts = alertsForPanes({ live, shown: live, screen, now: NOW }, size.rows);
  return renderFrame(live, size, { view, alerts }).split('\n')[0];
}

const TABBED = { columns: 60, rows: 10 };
const NARROW = { columns: 36, rows: 9 };
const TINY = { columns: 20, rows: 5 };

function asDemo(view: MirrorView): MirrorView {
  const { producer } = view.state;
  const source = producer.source && { ...producer.source, isDemo: true };
  return { ...view, state: { ...view.state, producer: { ...producer, source } } };
}

test.each([
  [TABBED, '▸2 Producer CONSUMPTION PAUSED  INGESTION PAUSED'],
  [NARROW, '▸2 Producer BOTH PAUSED'],
  [TINY, 'BOTH PAUSED'],
])('what is paused stands in the first row of $0', (size, row) => {
  expect(firstRow(SCENES.paused, size)).toBe(row);
});

test('a broker that is away does, on the smallest screen too', () => {
  expect(firstRow(SCENES.retrying, TINY)).toBe('BROKER AWAY');
});

test.each([
  [TABBED, ' 1 ▸2 Producer  3  4  5  6  7 ENGINE GONE 1 m  DEMO DATA'],
  [NARROW, '▸2 Producer GONE 1 m DEMO'],
  [TINY, 'GONE 1 m DEMO'],
])('an engine that is gone does, and demo data', (size, row) => {
  expect(firstRow(asDemo(SCENES.lost), size)).toBe(row);
});

test('so do a broker that is away, a failure, a frozen screen and a full disk', () => {
  const failure = { code: 'DISK_FULL', message: 'No space', hint: null } as const;
  const failed = [
    { type: 'consumer/failed', failure, at: NOW } as const,
    { type: 'disk/sampled', path: '/o', freeBytes: 9_000, at: NOW } as const,
  ].reduce(reduce, SCENES.retrying.state);

  const row = firstRow(
    { ...SCENES.retrying, state: failed },
    { columns: 90, rows: 8 },
    { frozenSince: NOW },
  );

  expect(row).toMatch(
    /^2 Producer · CONSUMPTION FAILED {2}BROKER AWAY 30 s {2}FROZEN at 12:00:00 {2}DISK FULL/,
  );
});

test.each([
  [{ columns: 60, rows: 10 }, 'producer', / CONSUMPTION PAUSED {2}INGESTION PAUSED ┓$/],
  [{ columns: 36, rows: 9 }, 'producer', /━ BOTH PAUSED ┓$/],
  [{ columns: 34, rows: 9 }, 'features', /▸6 Features ━+ BOTH PAUSED ┓$/],
] as const)('a zoomed pane has it in its title at $0 %s', (size, focus, row) => {
  expect(firstRow(SCENES.paused, size, { focus, isZoomed: true })).toMatch(row);
});

test('where nothing is to be said the panes keep the row', () => {
  expect(firstRow(SCENES.complete, TABBED)).toBe(' 1 ▸2 Producer  3  4  5  6  7');
  expect(firstRow(SCENES.complete, TINY)).toBe('2 Producer');
});
