import type { Ledger } from '../../domain/ledger.ts';
import type { Broker, Clock, TopicDescription } from '../../services/ports.ts';
import type { Dispatch } from '../events.ts';
import { isIngesting } from '../selectors/engine-work.ts';
import type { ProducerSlice } from '../slices/producer.ts';
import type { Look } from './observe.ts';
import { topicLedgers } from './topic-ledgers.ts';

/** The ledger is read at every so many looks even if the topic has not grown: a completed one adds no record. */
const LOOKS_PER_READ = 10;

type LedgerLookDeps = {
  readonly broker: Pick<Broker, 'describeTopic' | 'readLedger'>;
  readonly topic: string;
  /** While this process publishes it knows better than the ledger. */
  readonly getProducer: () => Pick<ProducerSlice, 'status' | 'begunAt'>;
  readonly clock: Clock;
  readonly dispatch: Dispatch;
};

type Seen = {
  /** How far the topic reached. */
  readonly extent: string;
  readonly ledger: Ledger | undefined;
};

const NOTHING: Seen = { extent: '', ledger: undefined };

/**
 * What the newest ledger of the topic says, dispatched when that has changed: an ingest of earlier,
 * or one of another process, which is moving while it grows from look to look.
 */
export function createLedgerLook(deps: LedgerLookDeps): Look {
  const { broker, topic, getProducer, clock, dispatch } = deps;
  /** `undefined` before the first look, and after this process has published. */
  let seen: Seen | undefined;
  /** The newest ingestion of this process: one may come and go between two looks. */
  let own: number | null = null;
  let isMoving = false;
  let looks = 0;

  function tellNone(): void {
    if (seen === undefined) dispatch({ type: 'ingest/none-observed', at: clock.now() });
  }

  return async () => {
    const producer = getProducer();
    if (isIngesting(producer) || producer.begunAt !== own) seen = undefined;
    own = producer.begunAt;
    if (isIngesting(producer)) return;
    const description = await broker.describeTopic(topic);
    if (description === undefined) {
      tellNone();
      seen = NOTHING;
      return;
    }
    const extent = extentOf(description);
    looks += 1;
    if (seen?.extent === extent && !isMoving && looks % LOOKS_PER_READ !== 0) return;
    const ledger = newestOf(topicLedgers(await broker.readLedger(), description));
    // This process may have published meanwhile.
    if (getProducer().begunAt !== own) return;
    if (ledger === undefined) tellNone();
    const isNews = seen?.ledger?.updatedAt !== ledger?.updatedAt;
    const wasMoving = isMoving;
    isMoving = seen !== undefined && isNews && ledger?.isComplete === false;
    seen = { extent, ledger };
    if (ledger === undefined || (!isNews && wasMoving === isMoving)) return;
    dispatch(observed(ledger, isMoving, clock.now()));
  };
}

function observed(ledger: Ledger, isMoving: boolean, at: number) {
  const { datasetSha256, isDemo, totals, isComplete, updatedAt } = ledger;
  const { byte } = ledger.next;
  return {
    type: 'ingest/observed',
    ...{ datasetSha256, isDemo, totals, byte, isComplete, updatedAt, isMoving, at },
  } as const;
}

function extentOf({ topicId, partitions }: TopicDescription): string {
  return [topicId, ...partitions.map(({ logEndOffset }) => logEndOffset)].join();
}

function newestOf(ledgers: readonly Ledger[]): Ledger | undefined {
  return ledgers.toSorted((one, other) => other.updatedAt - one.updatedAt)[0];
}
