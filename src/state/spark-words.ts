import type {
  FigureDifference,
  FiguresComparison,
} from '../domain/analytics/figures-comparison.ts';
import { formatCount } from '../domain/format.ts';

/** Whether Spark and the console agree, in one line. */
export function comparisonText(comparison: FiguresComparison): string {
  switch (comparison.verdict) {
    case 'agrees':
      return `Spark agrees with the console in all of ${formatCount(comparison.figures)} figures`;
    case 'differs': {
      const { differing, figures, differences } = comparison;
      const [first] = differences;
      const example = first === undefined ? '' : `, first in ${differenceText(first)}`;
      return `Spark differs from the console in ${formatCount(differing)} of ${formatCount(figures)} figures${example}`;
    }
    case 'impossible':
      return `Spark and the console cannot be compared: ${comparison.reason}`;
  }
}

export function differenceText({ figure, console, spark }: FigureDifference): string {
  return `${figure}: ${console ?? 'none'} here, ${spark ?? 'none'} on Spark`;
}
