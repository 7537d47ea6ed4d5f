/**
 * Notices when there is nothing to read: every broker was asked from beginning to end of a fetch,
 * and none had anything.
 */
export type FetchCycles = {
  /** From now on these brokers are asked, and no others: of one that is gone nothing is to come. */
  follow(nodeIds: readonly string[]): void;
  /** A fetch from this broker begins. */
  begin(nodeId: string): void;
  /** Something was read, or is to be read anew. */
  reset(): void;
  areQuiet(): boolean;
};

export function createFetchCycles(): FetchCycles {
  /** Fetches begun since something was read, by broker. */
  const begun = new Map<string, number>();
  return {
    follow: (nodeIds) => {
      begun.clear();
      for (const nodeId of nodeIds) begun.set(nodeId, 0);
    },
    begin: (nodeId) => {
      begun.set(nodeId, (begun.get(nodeId) ?? 0) + 1);
    },
    reset: () => {
      for (const nodeId of begun.keys()) begun.set(nodeId, 0);
    },
    // The second beginning says that the first fetch, which began after the reset, is over.
    areQuiet: () => begun.size > 0 && [...begun.values()].every((count) => count >= 2),
  };
}
