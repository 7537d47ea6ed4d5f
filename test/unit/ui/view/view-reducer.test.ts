import { expect, test } from 'vitest';
import { initialView, type ViewAction, viewReducer } from '../../../../src/ui/view/view-reducer.ts';
import { PANES, type ViewState } from '../../../../src/ui/view/view-state.ts';

function after(...actions: readonly ViewAction[]): ViewState {
  return actions.reduce(viewReducer, initialView);
}

test('the focus goes around the ends', () => {
  const first = after(
    { type: 'focused', pane: 'events' },
    { type: 'focus-moved', by: 1, among: PANES },
  );
  const last = viewReducer(first, { type: 'focus-moved', by: -1, among: PANES });

  expect([first.focus, last.focus]).toEqual(['pipeline', 'events']);
});

test('the orders of the genres follow one another and come round', () => {
  const orders = [0, 1, 2, 3].map(
    (steps) =>
      after(...Array.from({ length: steps }, () => ({ type: 'genre-order-moved', by: 1 }) as const))
        .genreOrder,
  );

  expect(orders).toEqual(['count', 'popularity', 'rate', 'count']);
});

test('another order starts at the first row again', () => {
  const view = after(
    { type: 'focused', pane: 'genres' },
    { type: 'scrolled', toRow: 7 },
    { type: 'genre-order-moved', by: -1 },
  );

  expect([view.genreOrder, view.scroll.genres]).toEqual(['rate', 0]);
});

test('a filter belongs to its pane and starts its list again', () => {
  const view = after(
    { type: 'focused', pane: 'artists' },
    { type: 'scrolled', toRow: 12 },
    { type: 'filtered', text: 'wonder' },
    { type: 'focused', pane: 'genres' },
  );

  expect(view.filter).toMatchObject({ artists: 'wonder', genres: '' });
  expect(view.scroll.artists).toBe(0);
});

test('each pane keeps its own place', () => {
  const view = after(
    { type: 'focused', pane: 'artists' },
    { type: 'scrolled', toRow: 3 },
    { type: 'focused', pane: 'genres' },
    { type: 'scrolled', toRow: 5 },
  );

  expect(view.scroll).toMatchObject({ artists: 3, genres: 5 });
});

test('freezing again keeps the moment of the first time', () => {
  const view = after({ type: 'frozen', at: 1_000 }, { type: 'frozen', at: 2_000 });

  expect(view.frozenSince).toBe(1_000);
  expect(viewReducer(view, { type: 'thawed' }).frozenSince).toBeNull();
});

test.each<ViewAction>([
  { type: 'focused', pane: initialView.focus },
  { type: 'zoomed', isZoomed: false },
  { type: 'scrolled', toRow: 0 },
  { type: 'filtered', text: '' },
  { type: 'artist-kind-chosen', kind: 'field' },
  { type: 'thawed' },
])('nothing is drawn anew when $type changes nothing', (action) => {
  expect(viewReducer(initialView, action)).toBe(initialView);
});
