import type { Random } from '../../src/domain/demo/random.ts';
import type { Checkpoint } from '../../src/services/checkpoints.ts';

/** A kind of death. */
export type Card = Checkpoint | 'near-a-commit' | 'near-a-save';

/** How often each kind of death comes in one pass: most of all around commits and saves. */
export const ALL_DEATHS: Readonly<Record<Card, number>> = {
  'in-append': 1,
  'after-batch-sent': 1,
  'in-rejects-append': 1,
  'before-ledger-commit': 3,
  'after-ledger-commit': 3,
  'before-state-save': 1,
  'in-track-append': 2,
  'in-state-save': 2,
  'after-state-save': 3,
  'after-offset-commit': 1,
  'in-rebuild': 1,
  'before-rename': 2,
  'after-rename': 1,
  'near-a-commit': 2,
  'near-a-save': 2,
};

/** Draws cards of shuffled passes, so that every kind of death comes in each pass. */
export function createDeck(cards: Partial<Record<Card, number>>, random: Random): () => Card {
  let deck: Card[] = [];
  return () => {
    if (deck.length === 0) {
      const all = Object.entries(cards).flatMap(([card, times]) =>
        Array<Card>(times).fill(card as Card),
      );
      deck = shuffled(all, random);
    }
    return deck.pop() as Card;
  };
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
