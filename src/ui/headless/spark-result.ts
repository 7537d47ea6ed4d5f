import type { FiguresComparison } from '../../domain/analytics/figures-comparison.ts';
import { formatCount, formatDuration } from '../../domain/format.ts';
import { printableText } from '../../domain/printable-text.ts';
import type { SparkSlice } from '../../state/slices/spark.ts';
import { comparisonText, differenceText } from '../../state/spark-words.ts';
import { sparkRunLine } from './spark-status.ts';

type Run = NonNullable<SparkSlice>['run'];
type Found = Pick<
  Extract<Run, { readonly name: 'finished' }>,
  'result' | 'output' | 'startedAt' | 'endedAt' | 'logFile'
>;

/** What a run has come to: where its Parquet is, what it has found, and whether the console has, too. */
export function sparkResultLines(run: Run): readonly string[] {
  return linesOf(run).map(printableText);
}

function linesOf(run: Run): readonly string[] {
  if (run.name === 'finished') return [...comparisonLines(run.comparison), ...foundLines(run)];
  if (run.name !== 'stopped' || run.started === null || run.result === null) {
    return [sparkRunLine(run)];
  }
  const { started, result, comparison, endedAt } = run;
  return [
    `run ${started.id} stopped`,
    ...(comparison === null ? [] : comparisonLines(comparison)),
    ...foundLines({ ...started, result, endedAt }),
  ];
}

function comparisonLines(comparison: FiguresComparison): readonly string[] {
  const differences = comparison.verdict === 'differs' ? comparison.differences : [];
  return [comparisonText(comparison), ...differences.map((one) => `  ${differenceText(one)}`)];
}

function foundLines(run: Found): readonly string[] {
  const { result, output, startedAt, endedAt, logFile } = run;
  const { tracks, foreign, unreadable, uniqueTracks, uniqueArtists, uniqueGenres } = result;
  return [
    `${formatCount(tracks)} tracks, ${formatCount(foreign)} foreign, ${formatCount(unreadable)} unreadable records`,
    `${formatCount(uniqueTracks)} distinct tracks, ${formatCount(uniqueArtists)} artists, ${formatCount(uniqueGenres)} genres`,
    `Parquet in ${output}, in ${formatDuration(endedAt - startedAt)}; log ${logFile}`,
  ];
}
