import type { DeadLetter } from './dead-letters.ts';

/** Which dead letters are meant; what is not given lets every letter through. */
export type LetterFilter = {
  readonly reason?: string;
  readonly column?: string;
  /** Beginning of the SHA-256 of the data set, or all of it. */
  readonly datasetSha?: string;
  readonly rows?: ReadonlySet<number>;
};

export function matchesFilter(letter: DeadLetter, filter: LetterFilter): boolean {
  const { reason, column, datasetSha, rows } = filter;
  return (
    (reason === undefined || letter.reason === reason) &&
    (column === undefined || letter.column === column) &&
    (datasetSha === undefined || isOfDataset(letter.tag, datasetSha.toLowerCase())) &&
    (rows === undefined || rows.has(letter.recordId))
  );
}

/** A letter names its data set by the first 16 digits of the SHA-256. */
function isOfDataset(tag: string, sha: string): boolean {
  return tag.startsWith(sha) || (sha.length > tag.length && sha.startsWith(tag));
}
