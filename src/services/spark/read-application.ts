import { type Fields, listOf, numberOf, textOf } from './fields.ts';
import type { ApplicationProgress, SparkStage } from './spark-status.ts';

const MAX_FAILURES = 3;

/** What the pages of an application tell, each in its own answer. */
export type ApplicationAnswers = {
  readonly jobs: unknown;
  readonly stages: unknown;
};

/** All but what tasks of the shown stage took. */
export function readApplication(
  application: { readonly id: string; readonly name: string; readonly url: string },
  answers: ApplicationAnswers,
): ApplicationProgress {
  const jobs = listOf(answers.jobs);
  const stages = listOf(answers.stages);
  const shown = shownStage(stages);
  const count = (list: readonly Fields[], status: string) =>
    list.filter((one) => one['status'] === status).length;
  return {
    ...application,
    jobs: {
      running: count(jobs, 'RUNNING'),
      succeeded: count(jobs, 'SUCCEEDED'),
      failed: count(jobs, 'FAILED'),
    },
    stages: {
      active: count(stages, 'ACTIVE'),
      complete: count(stages, 'COMPLETE'),
      failed: count(stages, 'FAILED'),
    },
    tasks: tasksOf(jobs),
    stage: shown === undefined ? null : readStage(shown),
    failures: failuresIn(stages),
  };
}

/** The newest stage that is active, else the newest that has run. */
export function shownStage(stages: readonly Fields[]): Fields | undefined {
  const newestFirst = stages.toSorted(
    (one, other) => numberOf(other['stageId']) - numberOf(one['stageId']),
  );
  return (
    newestFirst.find((stage) => stage['status'] === 'ACTIVE') ??
    newestFirst.find((stage) => stage['status'] === 'COMPLETE' || stage['status'] === 'FAILED')
  );
}

/**
 * Longest over median time of a stage's finished tasks.
 *
 * @param summary - of its tasks, for the quantiles 0.5 and 1
 */
export function skewOf(summary: unknown, finishedTasks: number): number | null {
  const times = (summary as { readonly duration?: readonly unknown[] } | null)?.duration;
  const [median, longest] = (times ?? []).map(numberOf);
  if (finishedTasks < 2 || !median || longest === undefined) return null;
  return longest / median;
}

/** Of all jobs; tasks whose result was still there are skipped, and no part of the work. */
function tasksOf(jobs: readonly Fields[]) {
  const sum = (name: string) => jobs.reduce((total, job) => total + numberOf(job[name]), 0);
  return {
    total: sum('numTasks') - sum('numSkippedTasks'),
    completed: sum('numCompletedTasks'),
    active: sum('numActiveTasks'),
    failed: sum('numFailedTasks'),
  };
}

function readStage(stage: Fields): SparkStage {
  return {
    id: numberOf(stage['stageId']),
    name: callOf(textOf(stage['name'])),
    state: textOf(stage['status']),
    tasks: {
      total: numberOf(stage['numTasks']),
      completed: numberOf(stage['numCompleteTasks']),
      active: numberOf(stage['numActiveTasks']),
      failed: numberOf(stage['numFailedTasks']),
    },
    shuffleReadBytes: numberOf(stage['shuffleReadBytes']),
    shuffleWriteBytes: numberOf(stage['shuffleWriteBytes']),
    skew: null,
  };
}

/** `first at /app/job.py:268` without the folder. */
function callOf(name: string): string {
  return name.replace(/ at \S*\//, ' at ');
}

function failuresIn(stages: readonly Fields[]): readonly string[] {
  return stages
    .filter((stage) => textOf(stage['failureReason']) !== '')
    .toSorted((one, other) => numberOf(other['stageId']) - numberOf(one['stageId']))
    .slice(0, MAX_FAILURES)
    .map((stage) => firstLine(textOf(stage['failureReason'])));
}

const MAX_CHARACTERS = 300;

/** A reason brings the whole stack of Java along. */
function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').trim().slice(0, MAX_CHARACTERS);
}
