import { formatCount, formatDuration } from '../../domain/format.ts';
import { printableText } from '../../domain/printable-text.ts';
import type { SparkSlice } from '../../state/slices/spark.ts';
import { comparisonText, differenceText } from '../../state/spark-words.ts';
import { sparkRunLine } from './spark-status.ts';

/** What a run has come to: where its Parquet is, what it has found, and whether the console has, too. */
export function sparkResultLines(run: NonNullable<SparkSlice>['run']): readonly string[] {
  if (run.name !== 'finished') return [printableText(sparkRunLine(run))];
  const { result, comparison, output, startedAt, endedAt, logFile } = run;
  const { tracks, foreign, unreadable, uniqueTracks, uniqueArtists, uniqueGenres } = result;
  const lines = [
    comparisonText(comparison),
    ...(comparison.verdict === 'differs'
      ? comparison.differences.map((one) => `  ${differenceText(one)}`)
      : []),
    `${formatCount(tracks)} tracks, ${formatCount(foreign)} foreign, ${formatCount(unreadable)} unreadable records`,
    `${formatCount(uniqueTracks)} distinct tracks, ${formatCount(uniqueArtists)} artists, ${formatCount(uniqueGenres)} genres`,
    `Parquet in ${output}, in ${formatDuration(endedAt - startedAt)}; log ${logFile}`,
  ];
  return lines.map(printableText);
}
