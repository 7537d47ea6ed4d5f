import type { ArtistKind } from '../../domain/analytics/analytics-totals.ts';
import {
  type ArtistSearch,
  FURTHER_PANES,
  type GenreOrder,
  PANES,
  type PaneId,
  type ViewState,
} from './view-state.ts';

export const initialView: ViewState = {
  focus: 'producer',
  isZoomed: false,
  frozenSince: null,
  genreOrder: 'count',
  artistKind: 'field',
  artistSearch: { status: 'idle', answer: null },
  scroll: everyPane(0),
  filter: everyPane(''),
};

export type ViewAction =
  | { readonly type: 'focused'; readonly pane: PaneId }
  /** To the pane after or before, around the ends. */
  | { readonly type: 'focus-moved'; readonly by: 1 | -1; readonly among: readonly PaneId[] }
  | { readonly type: 'zoomed'; readonly isZoomed: boolean }
  | { readonly type: 'scrolled'; readonly toRow: number }
  | { readonly type: 'genre-order-moved'; readonly by: 1 | -1 }
  | { readonly type: 'artist-kind-chosen'; readonly kind: ArtistKind }
  | { readonly type: 'artists-searched'; readonly search: ArtistSearch }
  /** Of the pane in focus; its list starts again at the first row. */
  | { readonly type: 'filtered'; readonly text: string }
  | { readonly type: 'frozen'; readonly at: number }
  | { readonly type: 'thawed' };

const GENRE_ORDERS: readonly GenreOrder[] = ['count', 'popularity', 'rate'];

/** What the screen looks at after a key; the same reference when nothing changed. */
export function viewReducer(view: ViewState, action: ViewAction): ViewState {
  switch (action.type) {
    case 'focused':
      return action.pane === view.focus ? view : { ...view, focus: action.pane };
    case 'focus-moved':
      return { ...view, focus: around(action.among, view.focus, action.by) };
    case 'zoomed':
      return action.isZoomed === view.isZoomed ? view : { ...view, isZoomed: action.isZoomed };
    case 'scrolled':
      if (view.scroll[view.focus] === action.toRow) return view;
      return { ...view, scroll: { ...view.scroll, [view.focus]: action.toRow } };
    case 'genre-order-moved':
      return {
        ...view,
        genreOrder: around(GENRE_ORDERS, view.genreOrder, action.by),
        scroll: { ...view.scroll, genres: 0 },
      };
    case 'artist-kind-chosen':
      if (action.kind === view.artistKind) return view;
      return { ...view, artistKind: action.kind, scroll: { ...view.scroll, artists: 0 } };
    case 'artists-searched': {
      const { status, answer } = view.artistSearch;
      if (status === action.search.status && answer === action.search.answer) return view;
      return { ...view, artistSearch: action.search };
    }
    case 'filtered':
      if (action.text === view.filter[view.focus]) return view;
      return {
        ...view,
        filter: { ...view.filter, [view.focus]: action.text },
        scroll: { ...view.scroll, [view.focus]: 0 },
      };
    case 'frozen':
      return view.frozenSince === null ? { ...view, frozenSince: action.at } : view;
    case 'thawed':
      return view.frozenSince === null ? view : { ...view, frozenSince: null };
    default:
      return action satisfies never;
  }
}

function around<Item>(items: readonly Item[], current: Item, by: 1 | -1): Item {
  const next = (items.indexOf(current) + by + items.length) % items.length;
  return items[next] ?? current;
}

function everyPane<Value>(value: Value): Readonly<Record<PaneId, Value>> {
  return Object.fromEntries([...PANES, ...FURTHER_PANES].map((pane) => [pane, value])) as Record<
    PaneId,
    Value
  >;
}
