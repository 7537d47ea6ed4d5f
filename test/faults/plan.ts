import { below, createRandom, pick, type Random } from '../../src/domain/demo/random.ts';
import type { Checkpoint } from '../../src/services/checkpoints.ts';
import type { BrokerKind } from '../../src/services/ports.ts';
import { ALL_DEATHS, type Card, createDeck } from './deck.ts';
import type { FaultAt } from './fault-order.ts';

/** When a process is killed from outside: so long after it has passed a checkpoint. */
export type FaultAfter = {
  readonly checkpoint: Checkpoint;
  readonly hit: number;
  readonly delayMs: number;
};

type Death =
  | ({ readonly kind: 'at' } & Omit<FaultAt, 'signal'>)
  | ({ readonly kind: 'after' } & FaultAfter);

/** A pause told through the engine's API. */
export type Pause = {
  readonly what: 'production' | 'consumption';
  readonly afterMs: number;
  readonly forMs: number;
};

/** From the start of some processes to the death of one of them and the end of the others. */
export type Life = {
  /** All in one process; producer and consumers apart; or the engine, told through its API. */
  readonly cast: 'run' | 'apart' | 'engine';
  /** Who dies; the one process, where there is only one. */
  readonly victim: 'producer' | 'consumer';
  readonly death: Death;
  /** Of publishing: a batch a transaction, or, as without a delay, dozens of small ones in each. */
  readonly pace: 'slow' | 'bursts';
  /** Consumers of a cast that is apart. */
  readonly members: number;
  /** Whether meanwhile a member joins and another leaves. */
  readonly membersChange: boolean;
  readonly pauses: readonly Pause[];
  readonly survivorsEnd: 'SIGKILL' | 'SIGTERM';
  /** The broker's process is killed too and started again: so long after so many commits. */
  readonly brokerDeath: { readonly commits: number; readonly delayMs: number } | null;
  /** Whether somebody has removed the track file and the rejects file before. */
  readonly outputCleaned: boolean;
  /** Where another tool then moves the group's offsets to, as a share of the log; not by default. */
  readonly offsetsMovedTo: number | null;
};

export type RoundPlan = {
  readonly round: number;
  readonly lives: readonly Life[];
};

/** Which time a checkpoint is passed may be the last: up to so many, so that work is left to do. */
const MOST_HITS: Readonly<Record<Checkpoint, number>> = {
  'in-append': 40,
  'after-batch-sent': 14,
  'in-rejects-append': 14,
  'before-ledger-commit': 14,
  'after-ledger-commit': 14,
  'before-state-save': 3,
  'in-track-append': 3,
  'in-state-save': 3,
  'after-state-save': 3,
  'after-offset-commit': 3,
  'in-rebuild': 500,
  'before-rename': 4,
  'after-rename': 4,
};

/** The same where dozens of batches are in each of a few transactions. */
const MOST_HITS_IN_BURSTS: Partial<Record<Checkpoint, number>> = {
  'in-append': 12,
  'after-batch-sent': 150,
  'in-rejects-append': 3,
  'before-ledger-commit': 3,
  'after-ledger-commit': 3,
};
const BURSTS_SHARE = 0.4;

const ONLY_PRODUCERS: ReadonlySet<Checkpoint> = new Set<Checkpoint>([
  'in-append',
  'after-batch-sent',
  'in-rejects-append',
  'before-ledger-commit',
  'after-ledger-commit',
]);

const NEAR_MS = 60;
const MOST_MEMBERS = 3;
const PAUSE_LIMIT_MS = 400;

type PlanOptions = {
  readonly seed: number;
  readonly broker: BrokerKind;
  readonly rounds: number;
  /** Every death at this checkpoint. */
  readonly at?: Checkpoint | undefined;
};

/** The same rounds for the same seed. */
export function planRounds({ seed, broker, rounds, at }: PlanOptions): readonly RoundPlan[] {
  const random = createRandom(seed, broker === 'kafka' ? 2 : 1);
  const paces = createRandom(seed, broker === 'kafka' ? 4 : 3);
  const draw = createDeck(at === undefined ? ALL_DEATHS : { [at]: 1 }, random);
  return Array.from({ length: rounds }, (_, index) => {
    const round = index + 1;
    // A member that was killed is waited for on Kafka: ten seconds after each life.
    const lives = broker === 'kafka' ? 1 + below(2, random) : 2 + below(2, random);
    const killsBroker = broker === 'kafka' && round % 3 === 0;
    return {
      round,
      lives: Array.from({ length: lives }, (__, life) =>
        planLife(draw(), {
          random,
          paces,
          broker,
          isFirst: life === 0,
          killsBroker: killsBroker && life === 0,
        }),
      ),
    };
  });
}

type LifeOptions = {
  readonly random: Random;
  /** Apart, so that a seed from before there were paces still has its deaths where they were. */
  readonly paces: Random;
  readonly broker: BrokerKind;
  readonly isFirst: boolean;
  readonly killsBroker: boolean;
};

function planLife(card: Card, options: LifeOptions): Life {
  const { random, paces, broker, isFirst, killsBroker } = options;
  // A track file can be rebuilt only once there is one.
  const slow = planDeath(isFirst && card === 'in-rebuild' ? 'in-track-append' : card, random);
  const { pace, death } = planPace(slow, paces);
  const cast = pick<Life['cast']>(
    ['run', 'run', 'run', 'apart', 'apart', 'apart', 'engine', 'engine'],
    random,
  );
  const share = random();
  return {
    cast,
    victim: ONLY_PRODUCERS.has(death.checkpoint) ? 'producer' : 'consumer',
    death,
    pace,
    members: 1 + below(MOST_MEMBERS, random),
    membersChange: random() < 0.4,
    pauses: random() < 0.4 ? [planPause(random), planPause(random)] : [],
    survivorsEnd: pick(['SIGKILL', 'SIGTERM'], random),
    brokerDeath: killsBroker
      ? { commits: 1 + below(8, random), delayMs: below(NEAR_MS, random) }
      : null,
    outputCleaned: !isFirst && (card === 'in-rebuild' || random() < 0.15),
    // Setting offsets takes kafkajs five seconds.
    offsetsMovedTo: random() < (broker === 'kafka' ? 0.25 : 0.5) ? share : null,
  };
}

function planDeath(card: Card, random: Random): Death {
  if (card !== 'near-a-commit' && card !== 'near-a-save') {
    const hit = 1 + below(MOST_HITS[card], random);
    return { kind: 'at', checkpoint: card, hit, kept: random() };
  }
  const checkpoint = card === 'near-a-commit' ? 'after-ledger-commit' : 'after-state-save';
  const hit = 1 + below(MOST_HITS[checkpoint], random);
  return { kind: 'after', checkpoint, hit, delayMs: below(NEAR_MS, random) };
}

/** What a consumer does is seen best while records come slowly. */
function planPace(death: Death, paces: Random): Pick<Life, 'pace' | 'death'> {
  const mostHits = MOST_HITS_IN_BURSTS[death.checkpoint];
  if (mostHits === undefined || paces() >= BURSTS_SHARE) return { pace: 'slow', death };
  return { pace: 'bursts', death: { ...death, hit: 1 + below(mostHits, paces) } };
}

function planPause(random: Random): Pause {
  return {
    what: pick(['production', 'consumption'], random),
    afterMs: below(PAUSE_LIMIT_MS, random),
    forMs: 50 + below(PAUSE_LIMIT_MS, random),
  };
}
