/** One measured figure and what it must keep. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** `undefined` for a figure that is only shown. */
  readonly budget?: { readonly kind: 'at most' | 'at least'; readonly value: number };
};

/** A budget may be missed by this much before the benchmark fails: machines are noisy. */
const TOLERANCE = 0.25;

function keeps({ value, budget }: Figure, tolerance: number): boolean {
  if (budget === undefined) return true;
  return budget.kind === 'at most'
    ? value <= budget.value * (1 + tolerance)
    : value >= budget.value * (1 - tolerance);
}

/** What is beyond its budget is told so even where it does not fail the benchmark. */
function verdictOn(figure: Figure): string {
  const { budget } = figure;
  if (budget === undefined) return '';
  if (keeps(figure, 0)) return 'kept';
  if (!keeps(figure, TOLERANCE)) return 'MISSED';
  return `${budget.kind === 'at most' ? 'over' : 'under'}, within noise`;
}

function format(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toFixed(2);
}

/** Prints the figures as a table and returns whether none is missed by more than noise. */
export function report(figures: readonly Figure[]): boolean {
  for (const figure of figures) {
    const { name, value, unit, budget } = figure;
    const limit = budget === undefined ? '' : `${budget.kind} ${format(budget.value)}`;
    console.log(
      `${name.padEnd(46)} ${format(value).padStart(10)} ${unit.padEnd(10)} ${limit.padEnd(18)} ${verdictOn(figure)}`,
    );
  }
  return figures.every((figure) => keeps(figure, TOLERANCE));
}

/** Middle value, so that one noisy run does not count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
