/** One place between who fetches and who asks: at most one item waits in it. */
export type Handover<Item> = {
  /** Settles when the item was taken (`true`) or withdrawn (`false`). */
  offer(item: Item): Promise<boolean>;
  /** What waits, if anything. */
  take(): Item | undefined;
  withdraw(): void;
  isEmpty(): boolean;
};

export function createHandover<Item>(onOffer: () => void): Handover<Item> {
  let waiting: { readonly item: Item; readonly settle: (isTaken: boolean) => void } | undefined;

  function settle(isTaken: boolean): Item | undefined {
    const settled = waiting;
    waiting = undefined;
    settled?.settle(isTaken);
    return settled?.item;
  }

  return {
    offer: (item) => {
      if (waiting !== undefined) throw new Error('Another item is waiting to be taken');
      const { promise, resolve } = Promise.withResolvers<boolean>();
      waiting = { item, settle: resolve };
      onOffer();
      return promise;
    },
    take: () => settle(true),
    withdraw: () => {
      settle(false);
    },
    isEmpty: () => waiting === undefined,
  };
}
