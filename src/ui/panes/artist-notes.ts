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
  if (status === 'idle') return [left];
  return [`${left}, ${status === 'unanswered' ? 'no answer' : 'searching'}`, left];
}

function matchNotes({ matches, total, best }: NameMatches): readonly string[] {
  const left = `${formatCount(matches)} of ${formatCount(total)}`;
  const cut = matches > best.length ? [`${left} match, first ${formatCount(best.length)}`] : [];
  return [...cut, `${left} match`, left];
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
  const least = notes.at(-1) ?? '';
  return [...stillness.map((words) => `${words} ${separator} ${least}`), ...stillness];
}
