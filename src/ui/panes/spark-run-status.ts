import { formatCount } from '../../domain/format.ts';
import type { SparkSlice } from '../../state/slices/spark.ts';
import { differenceText } from '../../state/spark-words.ts';
import { firstKeyOf } from '../keymap.ts';
import { ageText, spanText } from '../text/time-text.ts';
import type { Tone } from '../theme.ts';
import type { PaneStatus } from './pane-status.ts';

type SparkRun = NonNullable<SparkSlice>['run'];
type StartedRun = Extract<SparkRun, { readonly name: 'running' }>;
type Comparison = Extract<SparkRun, { readonly name: 'finished' }>['comparison'];

/** How the run of this pipeline's analytics is, in a few words and in fewer. */
export function runStatus(
  run: SparkRun,
  now: number,
): PaneStatus & { readonly shortWord?: string } {
  switch (run.name) {
    case 'none':
      return {
        word: 'no run yet',
        tone: 'plain',
        detail: `${firstKeyOf('submit-spark')} submits a batch, after a preview`,
        shortDetail: `${firstKeyOf('submit-spark')} submits one`,
        past: 'no run yet',
      };
    case 'checking':
      return {
        word: `${runWord(run.mode)} checking for ${ageText(now - run.since)}`,
        shortWord: 'checking',
        tone: 'strong',
        detail: 'broker, master and storage are looked at',
        past: 'was checking',
      };
    case 'running':
      return {
        word: `${runWord(run.mode)} running for ${spanText(now - run.startedAt)}`,
        shortWord: `runs ${spanText(now - run.startedAt)}`,
        tone: 'strong',
        detail: runningDetail(run, now),
        past: `${runWord(run.mode)} was running`,
      };
    case 'finished':
      return {
        word: `${runWord(run.mode)} finished ${ageText(now - run.endedAt)} ago`,
        shortWord: `${runWord(run.mode)} finished`,
        tone: 'plain',
        detail: null,
      };
    case 'failed': {
      const { message, hint } = run.failure;
      return {
        word: `${runWord(run.mode)} FAILED ${ageText(now - run.endedAt)} ago`,
        shortWord: `${runWord(run.mode)} FAILED`,
        tone: 'alarm',
        detail: hint === null ? message : `${message}. ${hint}`,
      };
    }
    case 'stopped':
      return {
        word: `${runWord(run.mode)} stopped ${ageText(now - run.endedAt)} ago`,
        shortWord: `${runWord(run.mode)} stopped`,
        tone: 'plain',
        detail: null,
      };
    default:
      return run satisfies never;
  }
}

/** What it found, where it has an end, in words for a wide row and for a narrow one. */
export function verdictOf(run: SparkRun): Comparison | null {
  return run.name === 'finished' || run.name === 'stopped' ? run.comparison : null;
}

export function verdictForms(comparison: Comparison): readonly string[] {
  switch (comparison.verdict) {
    case 'agrees': {
      const figures = formatCount(comparison.figures);
      return [
        `agrees with the console in all of ${figures} figures`,
        `agrees, ${figures} figures`,
        'agrees',
      ];
    }
    case 'differs': {
      const { differing, figures } = comparison;
      const share = `${formatCount(differing)} of ${formatCount(figures)}`;
      return [`DIFFERS from the console in ${share} figures`, `DIFFERS in ${share}`, 'DIFFERS'];
    }
    case 'impossible':
      return ['cannot be compared with the console', 'not comparable'];
    default:
      return comparison satisfies never;
  }
}

export function verdictTone({ verdict }: Comparison): Tone {
  if (verdict === 'agrees') return 'strong';
  return verdict === 'differs' ? 'alarm' : 'watch';
}

/** What the verdict rests on: the differences, or why there is none. */
export function verdictDetails(comparison: Comparison): readonly string[] {
  if (comparison.verdict === 'differs') return comparison.differences.map(differenceText);
  return comparison.verdict === 'impossible' ? [comparison.reason] : [];
}

/**
 * Tasks of a batch that are done, of those that Spark has planned so far: with each of its jobs
 * there are more. `null` where nobody can tell.
 */
export function runTasks({
  run,
  application,
  unreachable,
}: NonNullable<SparkSlice>): { readonly completed: number; readonly total: number } | null {
  if (run.name !== 'running' || run.mode === 'streaming') return null;
  if (application === null || unreachable !== null) return null;
  if (application.id !== run.application || application.tasks.total === 0) return null;
  return application.tasks;
}

/** In words for a wide row and for a narrow one. */
export function tasksForms({ completed, total }: NonNullable<ReturnType<typeof runTasks>>) {
  const done = `${formatCount(completed)} of ${formatCount(total)}`;
  return [`${done} tasks so far`, `${done} tasks`, done] as const;
}

function runWord(mode: StartedRun['mode']): string {
  return mode === 'batch' ? 'batch' : 'stream';
}

function runningDetail(run: StartedRun, now: number): string | null {
  const left = run.deadlineAt === null ? '' : `; given up in ${spanText(run.deadlineAt - now)}`;
  if (run.mode === 'streaming') return run.stream === null ? 'its first batch is under way' : null;
  if (run.application === null) return `its driver starts${left}`;
  return `${run.step === null ? 'it is registered' : `it is ${run.step}`}${left}`;
}
