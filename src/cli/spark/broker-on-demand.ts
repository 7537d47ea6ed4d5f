import type { Broker } from '../../services/ports.ts';

/** A broker that is opened by the first who needs it. */
export type BrokerOnDemand = {
  /** @throws why it cannot be opened */
  opened(): Promise<Broker>;
  /** Does not wait for one that is still being opened: that one is closed once it is there. */
  close(): Promise<void>;
};

export function brokerOnDemand(open: () => Promise<Broker>): BrokerOnDemand {
  let opening: Promise<Broker> | undefined;
  let broker: Broker | undefined;

  async function openNow(): Promise<Broker> {
    broker = await open();
    return broker;
  }

  return {
    opened() {
      opening ??= openNow();
      return opening;
    },
    async close() {
      if (broker === undefined) opening?.then((late) => late.close()).catch(() => {});
      else await broker.close();
    },
  };
}
