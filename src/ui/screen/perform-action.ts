import { describeFailure } from '../../state/commands/failure.ts';
import { type Flashes, failureWords, type Refutation, type Words } from './flashes.ts';
import type { ScreenAction } from './screen-reducer.ts';
import type { ActionRecord } from './screen-state.ts';

type Action = {
  /** What it is doing, for the line while it lasts. */
  readonly doing: string;
  /** A shell command that does the same; `null` where none does. */
  readonly command: string | null;
  /** Answers with what it did. */
  readonly work: () => Promise<Words>;
  readonly setting?: ActionRecord['setting'];
  /** What makes the answer untrue again. */
  readonly refutation?: Refutation;
};

/** Does something that takes its time and may fail, in sight of the operator. Never rejects. */
export type PerformAction = (action: Action) => Promise<void>;

export type ActionPerformer = {
  readonly perform: PerformAction;
  /** Puts the outcome right of what has failed after all. */
  review(): void;
};

type PerformActionDeps = {
  readonly clock: { now(): number };
  readonly dispatch: (action: ScreenAction) => void;
  readonly say: Flashes['say'];
};

export function createActionPerformer({
  clock,
  dispatch,
  say,
}: PerformActionDeps): ActionPerformer {
  let lastId = 0;
  /** The newest action that may yet turn out to have failed. */
  let unsettled: { readonly id: number; readonly refutation: Refutation } | null = null;

  async function perform({ doing, command, work, setting, refutation }: Action): Promise<void> {
    lastId += 1;
    const id = lastId;
    const begun = { id, at: clock.now(), text: doing, command, outcome: 'under way' } as const;
    const record = setting === undefined ? begun : { ...begun, setting };
    dispatch({ type: 'action-begun', record });
    say('working', `${doing} ...`);
    try {
      const answer = await work();
      dispatch({ type: 'action-ended', id, outcome: 'done' });
      if (refutation !== undefined) unsettled = { id, refutation };
      say('info', answer, refutation);
    } catch (error) {
      const failure = describeFailure(error);
      dispatch({ type: 'action-ended', id, outcome: 'failed', failure });
      say('error', failureWords(failure));
    }
  }

  function review(): void {
    if (unsettled === null) return;
    const { id, refutation } = unsettled;
    const failure = refutation.isSettled() ? null : refutation.failure();
    if (failure !== null) dispatch({ type: 'action-ended', id, outcome: 'failed', failure });
    if (failure !== null || refutation.isSettled()) unsettled = null;
  }

  return { perform, review };
}
