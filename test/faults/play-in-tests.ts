import { afterAll, expect, test } from 'vitest';
import { describeLife } from './describe-life.ts';
import type { RoundPlan } from './plan.ts';
import { playRound, type RoundOptions, type RoundReport } from './play-round.ts';
import { killsOf, roundFigures } from './round-figures.ts';

/** A test for each round, and for all together one that enough was killed; tells what they came to. */
export function testRounds(plans: readonly RoundPlan[], options: () => RoundOptions): void {
  const reports: RoundReport[] = [];

  test.for(plans)('round $round', async (plan, { onTestFailed }) => {
    onTestFailed(() => tell([`round ${plan.round}:`, ...plan.lives.map(describeLife)]));

    reports.push(await playRound(plan, options()));
  });

  afterAll(() => {
    tell(roundFigures(reports));
    // Not when some of them were left out.
    if (reports.length === plans.length) {
      expect(killsOf(reports)).toBeGreaterThanOrEqual(plans.length);
    }
  });
}

export function tell(lines: readonly string[]): void {
  process.stderr.write(`${lines.join('\n  ')}\n`);
}
