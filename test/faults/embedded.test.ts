import { beforeAll, describe, expect, test } from 'vitest';
import { CHECKPOINTS } from '../../src/services/checkpoints.ts';
import { isRealDataOptional } from '../support/cli/real-data.ts';
import { type DataSlice, dataSlice } from './data-slice.ts';
import { openEmbeddedArena } from './embedded-arena.ts';
import { booksOutliveAnEngine } from './engine-books.ts';
import { engineIsReplaced } from './engine-takeover.ts';
import { FAULT_SEED } from './fault-seed.ts';
import { deathInWindow, oneDeath } from './one-death.ts';
import { planRounds } from './plan.ts';
import { testRounds } from './play-in-tests.ts';
import { playRound } from './play-round.ts';
import {
  COMMIT_BEFORE_SAVE,
  FENCING_OFF,
  GOES_ON_TOO_EARLY,
  LEDGER_APART,
  LEDGER_SKIPPED,
  sabotaged,
  TRACK_FILE_NOT_CUT,
} from './sabotage.ts';
import { playTakeover, type Takeover } from './takeover.ts';

const ROUNDS = 15;

describe.skipIf(isRealDataOptional)(
  `faults on the embedded log (FAULTS_SEED=${FAULT_SEED})`,
  () => {
    const arena = openEmbeddedArena();
    let slice: DataSlice;

    beforeAll(() => {
      slice = dataSlice(FAULT_SEED);
    });

    // Half of a round is waiting for members that are dead.
    describe.concurrent('kills leave every row once', () => {
      const plans = planRounds({ seed: FAULT_SEED, broker: 'embedded', rounds: ROUNDS });

      testRounds(plans, () => ({ arena, slice }));
    });

    describe.concurrent('a death in each window leaves every row once', () => {
      test.for(CHECKPOINTS)('%s', async (checkpoint) => {
        const { lives } = await playRound(deathInWindow(checkpoint), { arena, slice });

        expect(lives.map(({ outcome }) => outcome)).toEqual(lives.map(() => 'as planned'));
      });
    });

    describe('of two producers the later one takes over', () => {
      test.for<Takeover>([
        { earlier: 'works on' },
        { earlier: 'sleeps', at: 'after-batch-sent', wakes: 'meanwhile' },
        { earlier: 'sleeps', at: 'in-rejects-append', wakes: 'meanwhile' },
        { earlier: 'sleeps', at: 'after-ledger-commit', wakes: 'afterwards' },
      ])('while the earlier one %j', async (takeover) => {
        await playTakeover(takeover, { arena, slice });
      });

      test('from an engine, which says so and does not come back', async () => {
        await engineIsReplaced({ arena, slice });
      });
    });

    test.for([
      { checkpoint: 'before-ledger-commit', hit: 8 },
      { checkpoint: 'after-state-save', hit: 3 },
    ] as const)('the books of an engine outlive its death at %j', async (death) => {
      await booksOutliveAnEngine(death, { arena, slice });
    });

    describe('the harness notices that', () => {
      test.for([
        {
          sabotage: LEDGER_SKIPPED,
          plan: oneDeath('after-ledger-commit', 6),
          complaint: /TOPIC_HOLDS_OTHER_DATA/,
        },
        {
          sabotage: LEDGER_APART,
          plan: oneDeath('after-ledger-commit', 6),
          complaint: /BOOKS_OPEN: .* too many/,
        },
        {
          sabotage: GOES_ON_TOO_EARLY,
          plan: oneDeath('after-ledger-commit', 2, 'bursts'),
          complaint: /records of the topic/,
        },
        {
          sabotage: COMMIT_BEFORE_SAVE,
          // Each save commits twice there: this is before the second save.
          plan: oneDeath('after-offset-commit', 3),
          complaint: /BOOKS_OPEN: .* outstanding/,
        },
        {
          sabotage: TRACK_FILE_NOT_CUT,
          plan: oneDeath('in-track-append', 2),
          complaint: /^Invalid | instead of /,
        },
      ])('$sabotage.name', async ({ sabotage, plan, complaint }) => {
        const playing = playRound(plan, { arena, slice, extra: sabotaged(sabotage) });

        await expect(playing).rejects.toThrow(complaint);
      });

      test(FENCING_OFF.name, async () => {
        const takeover = { earlier: 'works on' } as const;

        const playing = playTakeover(takeover, { arena, slice, extra: sabotaged(FENCING_OFF) });

        await expect(playing).rejects.toThrow(/expected \+?0 to be 1/);
      });

      test('the text that a sabotage changes is gone', async () => {
        const patches = [{ module: 'cli.js', text: 'not in there', instead: '' }];
        const extra = sabotaged({ name: 'nothing', patches });

        const playing = playRound(oneDeath('after-ledger-commit', 2), { arena, slice, extra });

        await expect(playing).rejects.toThrow('cli.js has not once: not in there');
      });
    });
  },
);
