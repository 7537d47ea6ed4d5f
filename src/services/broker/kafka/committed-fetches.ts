import { type Broker, type Cluster, type PartitionAssigner, PartitionAssigners } from 'kafkajs';
import {
  type AbortedTransaction,
  createAbortedTransactions,
  isAbortMarker,
} from './aborted-transactions.ts';

/** What a kafkajs broker gives for a fetch, as far as it is looked at here. */
type FetchedPartition = {
  abortedTransactions?: readonly AbortedTransaction[] | null;
  readonly messages: readonly {
    readonly offset: string;
    readonly key: Buffer | null;
    readonly batchContext: { readonly producerId: string; readonly inTransaction: boolean };
    isControlRecord: boolean;
  }[];
};

type FetchResponse = {
  readonly responses: readonly { readonly partitions: readonly FetchedPartition[] }[];
};

/**
 * kafkajs's round robin, which on its way puts kafkajs's reading of committed records right: its own
 * filter takes the list of aborted transactions to be in the order of their beginnings, and the
 * broker gives it in the order of their ends, so that records of one that encloses another get through.
 * An assigner is the one place where kafkajs hands out the cluster it fetches from.
 */
export const committedRoundRobin: PartitionAssigner = (config) => {
  filterFetches(config.cluster);
  return PartitionAssigners.roundRobin(config);
};

function filterFetches(cluster: Cluster): void {
  const findBroker = cluster.findBroker.bind(cluster);
  const filtered = new WeakSet<Broker>();
  cluster.findBroker = async (node) => {
    const broker = await findBroker(node);
    if (filtered.has(broker)) return broker;
    filtered.add(broker);
    const fetch = broker.fetch.bind(broker);
    broker.fetch = async (request) => {
      const response: FetchResponse = await fetch(request);
      for (const { partitions } of response.responses) partitions.forEach(hideAborted);
      return response;
    };
    return broker;
  };
}

/** kafkajs passes over control records and yet counts their offsets: aborted ones are to go the same way. */
export function hideAborted(partition: FetchedPartition): void {
  const { abortedTransactions, messages } = partition;
  if (!abortedTransactions?.length) return;
  const aborted = createAbortedTransactions(abortedTransactions);
  for (const message of messages) {
    const { producerId, inTransaction } = message.batchContext;
    if (message.isControlRecord) {
      if (isAbortMarker(message.key)) aborted.end(producerId, Number(message.offset));
    } else if (inTransaction && aborted.isAborted(producerId, Number(message.offset))) {
      message.isControlRecord = true;
    }
  }
  partition.abortedTransactions = [];
}
