import type { SparkSlice } from '../../state/slices/spark.ts';
import { span } from '../text/row.ts';
import { type Stop, type StopFigure, stopFigure } from './road-stop.ts';
import {
  runStatus,
  runTasks,
  tasksForms,
  verdictForms,
  verdictOf,
  verdictTone,
} from './spark-run-status.ts';
import { sparkStatus } from './spark-status.ts';

/** Spark, which reads the topic beside the consumer: how it is, and our run on it. */
export function sparkStop(spark: NonNullable<SparkSlice>, now: number): Stop {
  const { word, tone } = sparkStatus(spark, now);
  return { name: 'Spark', status: span(word, tone), figures: runFigures(spark, now) };
}

function runFigures(spark: NonNullable<SparkSlice>, now: number): readonly StopFigure[] {
  const { word, tone, shortWord = word } = runStatus(spark.run, now);
  const tasks = runTasks(spark);
  const verdict = verdictOf(spark.run);
  return [
    stopFigure(tone, word, shortWord),
    ...(tasks === null ? [] : [tasksFigure(tasks)]),
    ...(verdict === null
      ? []
      : [stopFigure(verdictTone(verdict), ...verdictForms(verdict).slice(1))]),
  ];
}

function tasksFigure(tasks: NonNullable<ReturnType<typeof runTasks>>): StopFigure {
  const [, ...forms] = tasksForms(tasks);
  return { ...stopFigure('plain', ...forms), fill: tasks.completed / tasks.total };
}
