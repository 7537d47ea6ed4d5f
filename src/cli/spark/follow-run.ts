import { sparkError } from '../../services/spark/spark-errors.ts';
import type { RunPlan } from '../../services/spark/spark-run.ts';
import type { ConsoleState } from '../../state/store.ts';

/** The newest run of an engine. */
export type Run = NonNullable<ConsoleState['spark']>['run'];

type FollowDeps = {
  readonly look: () => Promise<Run>;
  readonly tell: (run: Run) => void;
  /** Between two looks. @throws when nobody follows any more */
  readonly pause: () => Promise<void>;
};

/**
 * A run of an engine as it has ended: of that run alone, never of one that came after it.
 *
 * @throws `SPARK_RUN_REPLACED` where its end was not seen
 */
export async function followRun(plan: RunPlan, { look, tell, pause }: FollowDeps): Promise<Run> {
  for (;;) {
    const run = await look();
    if (idOf(run) !== plan.id) throw replaced(plan, run);
    if (run.name !== 'running') return run;
    tell(run);
    await pause();
  }
}

/** `undefined` of one that has not started. */
function idOf(run: Run): string | undefined {
  switch (run.name) {
    case 'running':
    case 'finished':
      return run.id;
    case 'failed':
    case 'stopped':
      return run.started?.id;
    case 'none':
    case 'checking':
      return undefined;
  }
}

function replaced({ id, logFile }: RunPlan, { name }: Run) {
  const why =
    name === 'none' ? 'the engine was started anew' : 'another run has taken its place there';
  return sparkError('SPARK_RUN_REPLACED', `How run ${id} has ended was not seen: ${why}`, {
    hint: `Its log is ${logFile}; trackdeck spark status shows the newest run.`,
  });
}
