import { expect, test } from 'vitest';
import { repeatedHardRows } from '../../support/csv/hard-rows.ts';
import { untilWholeFrame } from '../../support/terminal/frame-faults.ts';
import { limitRate, startIngestion, untilAtRest } from '../../support/terminal/operator.ts';
import type { OpenPlace } from '../../support/terminal/screen-place.ts';
import { startScreen } from '../../support/terminal/start-screen.ts';
import type { TerminalSize } from '../../support/terminal/terminal-program.ts';

const SIZES = 220;
const SEED = 20_260_501;

/** Sizes from 20×5 to 300×100, small ones as often as large ones; the same ones every time. */
function* randomSizes(count: number): Generator<TerminalSize> {
  let state = SEED;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const between = (least: number, most: number) => Math.round(least * (most / least) ** random());
  for (let size = 0; size < count; size += 1) {
    yield { columns: between(20, 300), rows: between(5, 100) };
  }
}

/** A terminal that changes its size while records with hard names go by. */
export function resizeStories(openPlace: OpenPlace): void {
  test(`${SIZES} sizes, one after the other in the middle of an ingestion, all draw whole frames`, async () => {
    const place = openPlace();
    const dataset = place.write('hard.csv', repeatedHardRows(5_000));
    const screen = startScreen(place, { args: ['--dataset', dataset, '--stats-interval', '1'] });
    await untilAtRest(screen);
    await limitRate(screen, '2,500');
    await startIngestion(screen);
    const keys = ['tab', '+', 'tab', '+'];
    let drawn = 0;

    for (const size of randomSizes(SIZES)) {
      screen.resize(size);
      await untilWholeFrame(screen);
      const key = keys[drawn % keys.length];
      if (key !== undefined && drawn % 5 === 0) screen.press(key);
      drawn += 1;
    }

    expect(drawn).toBe(SIZES);
    expect(screen.hasExited()).toBe(false);
  });
}
