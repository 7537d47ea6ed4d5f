import { selectPartitionLags } from '../../state/selectors/lag.ts';
import { selectGenres } from '../../state/selectors/ranked-lists.ts';
import type { ConsoleState } from '../../state/store.ts';
import { innerRect } from '../components/pane-frame.ts';
import { listRoom } from '../layout/list-room.ts';
import type { Size } from '../layout/screen-layout.ts';
import { selectEvents } from '../panes/events-content.ts';
import { blockCount } from '../panes/genre-blocks.ts';
import { placedPane } from './placed-pane.ts';
import type { ListExtent } from './scrolling.ts';
import { shownArtists } from './shown-artists.ts';
import type { ViewState } from './view-state.ts';

/** Rows of the consumer that stand above its partitions. */
const ROWS_ABOVE_PARTITIONS = 7;

/** The list of the pane in focus on a terminal of such a size; no rows where it has none. */
export function listExtent(state: ConsoleState, view: ViewState, terminal: Size): ListExtent {
  const placed = placedPane(view.focus, state, view, terminal);
  const { width, height } = placed === undefined ? { width: 0, height: 0 } : innerRect(placed);
  const filter = view.filter[view.focus];
  switch (view.focus) {
    case 'genres': {
      const genres = selectGenres(state.analytics?.view, view.genreOrder, filter);
      const listed = state.analytics?.view.genres.length ?? 0;
      const blocks = blockCount({ width, height, isZoomed: view.isZoomed }, listed);
      return { rows: genres.length, visible: blocks * listRoom(height) };
    }
    case 'artists': {
      const { artistKind, artistSearch } = view;
      const { items } = shownArtists(state.analytics?.view, artistKind, filter, artistSearch);
      return { rows: items.length, visible: listRoom(height) };
    }
    case 'consumer': {
      const visible = Math.max(1, height - ROWS_ABOVE_PARTITIONS);
      return { rows: selectPartitionLags(state).length, visible };
    }
    case 'events': {
      const events = { ...state.producer, notices: state.notices };
      return { rows: selectEvents(events, filter).length, visible: height };
    }
    default:
      return { rows: 0, visible: height };
  }
}
