import type { AnalyticsTotals, ArtistKind } from '../../domain/analytics/analytics-totals.ts';
import { LIST_LIMIT } from '../../domain/analytics/analytics-view.ts';
import { type NameMatches, searchNames } from '../../domain/analytics/name-search.ts';
import { inTurns, type TurnDeps } from './in-turns.ts';

export type ArtistQuestion = {
  readonly kind: ArtistKind;
  /** What the names are to hold, whatever the case. */
  readonly text: string;
};

export type ArtistSearch = {
  /** Takes over what is counted: searches that begin from now on look through this. */
  update(totals: Pick<AnalyticsTotals, 'artistCounts'>): void;
  /**
   * @param asker - aborts when whoever asked is gone: nothing more is looked for then
   * @throws the reason of either signal
   */
  search(question: ArtistQuestion, asker: AbortSignal): Promise<NameMatches>;
};

const NOTHING: NameMatches = { total: 0, matches: 0, best: [] };

/**
 * Looks through all artists that were counted by the newest update, for whoever asks: one question
 * after the other, so that many cost no more of the time than one. Who is gone holds nobody up.
 */
export function createArtistSearch(deps: TurnDeps, signal: AbortSignal): ArtistSearch {
  let counted: AnalyticsTotals['artistCounts'] | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function look({ kind, text }: ArtistQuestion, asker: AbortSignal): Promise<NameMatches> {
    asker.throwIfAborted();
    if (counted === undefined) return NOTHING;
    const ended = AbortSignal.any([signal, asker]);
    return inTurns(searchNames(counted[kind], text, LIST_LIMIT), deps, ended);
  }

  return {
    update({ artistCounts }) {
      counted = artistCounts;
    },
    search(question, asker) {
      const found = last.then(() => look(question, asker));
      last = found.catch(() => {});
      return found;
    },
  };
}
