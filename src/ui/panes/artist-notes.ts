import type { NameMatches } from '../../domain/analytics/name-search.ts';
import { formatCount } from '../../domain/format.ts';
import type { ArtistSearch } from '../view/view-state.ts';
import { nothingHolds } from './list-notes.ts';

export type FilteredArtists = {
  /** Rows that are left. */
  readonly rows: number;
  /** Where they are left of all artists, and not of the listed ones alone. */
  readonly matches: NameMatches | null;
  readonly listed: number;
  readonly total: number;
  readonly status: ArtistSearch['status'];
};

/** What a filter leaves of a list that is the top of a longer one, in ever fewer words. */
export function filteredNotes(artists: FilteredArtists): readonly string[] {
  const { matches, rows, listed, status } = artists;
  if (matches !== null) return matchNotes(matches);
  const left = `${formatCount(rows)} of first ${formatCount(listed)}`;
  if (status === 'idle') return [left, `${formatCount(rows)} of ${formatCount(listed)}`];
  const standing = status === 'unanswered' ? 'no answer' : 'searching';
  return [`${left}, ${standing}`, left, standing];
}

function matchNotes({ matches, total, best }: NameMatches): readonly string[] {
  const found = formatCount(matches);
  const left = `${found} of ${formatCount(total)}`;
  const said = `${left} ${matches === 1 ? 'matches' : 'match'}`;
  const cut = matches > best.length ? [`${said}, first ${formatCount(best.length)}`] : [];
  return [...cut, said, left, `${found} match`];
}

/** Why nothing is left, in ever fewer words. */
export function nothingLeft(artists: FilteredArtists): readonly string[] {
  const { matches, listed, total, status } = artists;
  if (matches !== null) {
    return [`none of all ${formatCount(matches.total)} artists holds this text`, 'no such artist'];
  }
  const isSearching = listed < total && (status === 'asked' || status === 'answered');
  if (!isSearching) return nothingHolds('artist', { listed, total });
  return [`searching all ${formatCount(total)} artists`, 'searching'];
}

/** Why the figures stand still and what the filter leaves, in ever fewer words. */
export function stillNotes(
  stillness: readonly string[],
  notes: readonly string[],
  separator: string,
): readonly string[] {
  const told = notes
    .slice(-2)
    .flatMap((note) => stillness.map((why) => `${why} ${separator} ${note}`));
  return [...told, ...stillness];
}
