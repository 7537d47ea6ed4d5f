import type { SparkSlice } from '../../state/slices/spark.ts';
import { span } from '../text/row.ts';
import { type Stop, type StopFigure, stopFigure } from './road-stop.ts';
import { runShare, runStatus, verdictForms, verdictOf, verdictTone } from './spark-run-status.ts';
import { sparkStatus } from './spark-status.ts';

/** Spark, which reads the topic beside the consumer: how it is, and our run on it. */
export function sparkStop(spark: NonNullable<SparkSlice>, now: number): Stop {
  const { word, tone } = sparkStatus(spark, now);
  return { name: 'Spark', status: span(word, tone), figures: runFigures(spark, now) };
}

function runFigures(spark: NonNullable<SparkSlice>, now: number): readonly StopFigure[] {
  const { word, tone, shortWord = word } = runStatus(spark.run, now);
  const share = runShare(spark);
  const verdict = verdictOf(spark.run);
  const percent = share === null ? '' : `${Math.floor(share * 100)} %`;
  return [
    stopFigure(tone, word, shortWord),
    ...(share === null ? [] : [{ ...stopFigure('plain', percent), fill: share }]),
    ...(verdict === null
      ? []
      : [stopFigure(verdictTone(verdict), ...verdictForms(verdict).slice(1))]),
  ];
}
