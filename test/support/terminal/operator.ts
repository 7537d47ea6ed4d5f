import type { TerminalProgram } from './terminal-program.ts';

/** Demo data of so many rows, saved every second, as flags. */
export function demo(rows: number): readonly string[] {
  return ['--demo', '--demo-rows', String(rows), '--stats-interval', '1'];
}

/** A figure behind its name, as the panes write it; `undefined` where it is not on the screen. */
export function figure(text: string, name: string): number | undefined {
  const digits = new RegExp(`\\b${name} +([\\d,]+)(?![\\d,]*[.%])`).exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits.replaceAll(',', ''));
}

/** Waits until the engine is there and has taken its partitions. */
export async function untilAtRest(screen: TerminalProgram): Promise<void> {
  await screen.untilShown('caught up');
}

/**
 * Starts the ingestion as an operator does.
 *
 * @param begun - what shows that it is under way
 */
export async function startIngestion(
  screen: TerminalProgram,
  begun = /publishing|\bcomplete/,
): Promise<void> {
  screen.press('I');
  await screen.untilShown('y yes, start');
  screen.press('y');
  await screen.untilShown(begun);
}

const RATE_STEPS = ['50,000', '25,000', '10,000', '5,000', '2,500', '1,000'];

/** Steps the rate limit of an engine at rest down to so many rows per second. */
export async function limitRate(screen: TerminalProgram, rowsPerSecond: string): Promise<void> {
  for (const step of RATE_STEPS.slice(0, RATE_STEPS.indexOf(rowsPerSecond) + 1)) {
    screen.press('{');
    await screen.untilShown(`Limited to ${step} rows/s`);
  }
}
