import type { Broker } from '../../../src/services/ports.ts';

/** How another process finds the same log. */
export type BrokerAddress =
  | { readonly kind: 'embedded'; readonly path: string }
  | { readonly kind: 'kafka'; readonly bootstrapServers: string };

/** What the contract suite needs of a broker under test. */
export type BrokerHarness = {
  readonly address: BrokerAddress;
  /** A new client of the same log, as another process would be; closed with the harness. */
  openBroker(): Promise<Broker>;
  /** The clock that stamps records. */
  nowMs(): number;
  /** Short, but not shorter than this broker allows. */
  readonly sessionTimeoutMs: number;
  /** Lets retention remove everything the topic holds now. Absent where that cannot be brought about. */
  readonly expireRecords?: (topic: string) => Promise<void>;
  /** Gives the topic more partitions, as an operator would. Absent where that cannot be done. */
  readonly growTopic?: (topic: string, partitions: number) => Promise<void>;
  close(): Promise<void>;
};
