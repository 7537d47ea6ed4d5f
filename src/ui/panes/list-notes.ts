import { formatCount } from '../../domain/format.ts';
import { type Row, row, span } from '../text/row.ts';
import { type PaneArea, shownIn } from './pane-area.ts';

type ListPlace = {
  readonly filter: string;
  /** First row shown, and how many there are. */
  readonly scroll: number;
  readonly rows: number;
  readonly visible: number;
  /** Without the filter. */
  readonly listed: number;
  /** Of the whole, of which the list may be the top only. */
  readonly total: number;
};

/** Where a list is: `10 of 114` from the top, `11-20 of 114`; filtered, how many are left of which. */
export function listNote({ filter, scroll, rows, visible, listed, total }: ListPlace): Row {
  if (total === 0) return [];
  if (filter !== '') {
    const first = listed < total ? 'first ' : '';
    return row(span(`${formatCount(rows)} of ${first}${formatCount(listed)}`, 'watch'));
  }
  return row(span(placeText(scroll, Math.min(rows, scroll + visible), total), 'quiet'));
}

/** Rows after `from` up to `last`: `10 of 114` from the top, else `11-20 of 114`. */
export function placeText(from: number, last: number, total: number): string {
  const start = from === 0 ? '' : `${formatCount(from + 1)}-`;
  return `${start}${formatCount(last)} of ${formatCount(total)}`;
}

/** Titles of a list, with what it is filtered by. */
export function listTitles(
  titles: readonly string[],
  filter: string,
  area: Pick<PaneArea, 'isAscii' | 'glyphs'>,
): readonly string[] {
  if (filter === '') return titles;
  return titles.map((title) => `${title} "${shownIn(area, filter)}"`);
}

/**
 * Why a ranking is empty, in ever fewer words.
 *
 * @param isKnown - whether it was looked what is counted
 */
export function nothingCounted(isKnown: boolean): readonly string[] {
  return isKnown ? ['no track counted yet', 'no track yet'] : ['not known yet'];
}

/**
 * Why nothing is left of a list, in ever fewer words.
 *
 * @param what - one of its items
 */
export function nothingHolds(
  what: string,
  { listed, total }: Pick<ListPlace, 'listed' | 'total'>,
): readonly string[] {
  const among = listed < total ? ` among the first ${formatCount(listed)}` : '';
  return [`no ${what}${among} holds this text`, `no such ${what}${among}`, `no such ${what}`];
}
