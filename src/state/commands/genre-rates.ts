/** Tracks of each genre at one look. */
type Counts = { readonly at: number; readonly byGenre: ReadonlyMap<string, number> };

const WINDOW_MS = 5_000;

/**
 * Tracks per second of each genre over the last seconds, the same for all of them, so that they add
 * up. Memory: the genres of each look in these seconds.
 */
export class GenreRates {
  #looks: readonly Counts[] = [];

  /**
   * @param at - not earlier than the look before
   * @param isEvery - whether looks name every genre: one that an earlier look did not name was new then
   */
  perSecond(genre: string, count: number, at: number, isEvery: boolean): number {
    const oldest = this.#looks.find((look) => look.at >= at - WINDOW_MS);
    if (oldest === undefined || oldest.at === at) return 0;
    const before = oldest.byGenre.get(genre) ?? (isEvery ? 0 : count);
    return (Math.max(0, count - before) * 1000) / (at - oldest.at);
  }

  record(genres: readonly { readonly name: string; readonly count: number }[], at: number): void {
    const byGenre = new Map(genres.map(({ name, count }) => [name, count]));
    const inWindow = this.#looks.filter((look) => look.at >= at - WINDOW_MS);
    this.#looks = [...inWindow, { at, byGenre }];
  }

  /** Nothing was counted since the newest look: what comes next has come since now. */
  rest(at: number): void {
    const newest = this.#looks.at(-1);
    if (newest !== undefined) this.#looks = [{ ...newest, at }];
  }
}
