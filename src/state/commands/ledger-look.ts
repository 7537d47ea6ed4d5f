import type { Ledger } from '../../domain/ledger.ts';
import type { Broker, Clock, TopicDescription } from '../../services/ports.ts';
import type { Dispatch } from '../events.ts';
import type { Look } from './observe.ts';
import { topicLedgers } from './topic-ledgers.ts';

/** The ledger is read at every so many looks even if the topic has not grown: a completed one adds no record. */
const LOOKS_PER_READ = 10;

type LedgerLookDeps = {
  readonly broker: Pick<Broker, 'describeTopic' | 'readLedger'>;
  readonly topic: string;
  /** Whether this process publishes: then it knows better than the ledger. */
  readonly isPublishing: () => boolean;
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
  const { broker, topic, isPublishing, clock, dispatch } = deps;
  /** `undefined` before the first look, and after this process has published. */
  let seen: Seen | undefined;
  let isMoving = false;
  let looks = 0;

  function tellNone(): void {
    if (seen === undefined) dispatch({ type: 'ingest/none-observed', at: clock.now() });
  }

  return async () => {
    if (isPublishing()) {
      seen = undefined;
      return;
    }
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
    // This process may have begun to meanwhile.
    if (isPublishing()) return;
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
