/** What has happened, as a sentence where another one follows. */
export function sentences(what: string, next: string | undefined): string {
  if (next === undefined) return what;
  return `${what}${/[.!?]$/.test(what) ? '' : '.'} ${next}`;
}
