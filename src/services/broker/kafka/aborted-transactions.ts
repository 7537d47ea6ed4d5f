/** Where an aborted transaction of a producer begins; it ends at the producer's next abort marker. */
export type AbortedTransaction = {
  readonly producerId: bigint | string;
  readonly firstOffset: bigint | string;
};

/** Tells which records of a fetch were aborted; asked in the order of the offsets. */
export type AbortedTransactions = {
  isAborted(producerId: bigint | string, offset: number): boolean;
  /** At an abort marker, whether or not its records were in the fetch. */
  end(producerId: bigint | string, offset: number): void;
};

/** Second number in the key of a control record that aborts. */
const ABORT = 0;

export function isAbortMarker(key: Buffer | null | undefined): boolean {
  return key?.readInt16BE(2) === ABORT;
}

/** @param aborted - in the order of the markers, as the broker lists them */
export function createAbortedTransactions(
  aborted: readonly AbortedTransaction[],
): AbortedTransactions {
  const pending = aborted
    .map(({ producerId, firstOffset }) => ({
      producer: String(producerId),
      from: Number(firstOffset),
    }))
    .toSorted((left, right) => left.from - right.from);
  const aborting = new Set<string>();

  function advance(offset: number): void {
    while (pending[0] !== undefined && pending[0].from <= offset) {
      aborting.add(pending[0].producer);
      pending.shift();
    }
  }

  return {
    isAborted: (producerId, offset) => {
      advance(offset);
      return aborting.has(String(producerId));
    },
    end: (producerId, offset) => {
      advance(offset);
      aborting.delete(String(producerId));
    },
  };
}
