/** Rows of so much time go together under a limit: often enough that readers see a steady flow. */
const STEP_MS = 250;

/** Rows that go together at most under such a limit. */
export function rowsOfStep(rowsPerSecond: number): number {
  return Math.max(1, Math.floor((rowsPerSecond * STEP_MS) / 1000));
}
