import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isRealDataOptional } from '../support/cli/real-data.ts';
import { missingTools } from '../support/kafka/kafka-libraries.ts';
import type { Arena } from './arena.ts';
import { type DataSlice, dataSlice } from './data-slice.ts';
import { FAULT_SEED } from './fault-seed.ts';
import { openKafkaArena } from './kafka-arena.ts';
import { oneDeath } from './one-death.ts';
import { planRounds } from './plan.ts';
import { tell, testRounds } from './play-in-tests.ts';
import { playRound } from './play-round.ts';
import { LEDGER_APART_ON_KAFKA, sabotaged } from './sabotage.ts';
import { playTakeover, type Takeover } from './takeover.ts';

const ROUNDS = 6;

/** In CI the tests run, and fail, where Kafka cannot. */
const isSkipped = isRealDataOptional || (missingTools().length > 0 && process.env['CI'] !== 'true');

describe.skipIf(isSkipped)(`faults on Kafka (FAULTS_SEED=${FAULT_SEED})`, () => {
  let slice: DataSlice;
  let arena: Arena;

  beforeAll(async () => {
    slice = dataSlice(FAULT_SEED);
    arena = await openKafkaArena();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') tell(await arena.lastWords());
  });
  afterAll(() => arena.close());

  const plans = planRounds({ seed: FAULT_SEED, broker: 'kafka', rounds: ROUNDS });

  describe('kills leave every row once', () => {
    testRounds(plans, () => ({ arena, slice }));
  });

  test('a transaction that its producer left open does not delay the next one', async () => {
    const { resumeMs } = await playRound(oneDeath('before-ledger-commit', 5), { arena, slice });

    expect(resumeMs).not.toBeNull();
  });

  test.for<Takeover>([
    { earlier: 'works on' },
    { earlier: 'sleeps', at: 'before-ledger-commit', wakes: 'meanwhile' },
    { earlier: 'sleeps', at: 'after-ledger-commit', wakes: 'afterwards' },
  ])('of two producers the later one takes over while the earlier one %j', async (takeover) => {
    await playTakeover(takeover, { arena, slice });
  });

  test(`the harness notices that ${LEDGER_APART_ON_KAFKA.name}`, async () => {
    const extra = sabotaged(LEDGER_APART_ON_KAFKA);

    const playing = playRound(oneDeath('after-ledger-commit', 6), { arena, slice, extra });

    await expect(playing).rejects.toThrow(/BOOKS_OPEN: .* too many/);
  });
});
