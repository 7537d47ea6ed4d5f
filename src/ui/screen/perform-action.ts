import { describeFailure } from '../../state/commands/failure.ts';
import { type Flashes, failureLine, type Refutation, type Words } from './flashes.ts';
import type { ScreenAction } from './screen-reducer.ts';

type Action = {
  /** What it is doing, for the line while it lasts. */
  readonly doing: string;
  /** A shell command that does the same; `null` where none does. */
  readonly command: string | null;
  /** Answers with what it did. */
  readonly work: () => Promise<Words>;
  /** What makes the answer untrue again. */
  readonly refutation?: Refutation;
};

/** Does something that takes its time and may fail, in sight of the operator. Never rejects. */
export type PerformAction = (action: Action) => Promise<void>;

type PerformActionDeps = {
  readonly clock: { now(): number };
  readonly dispatch: (action: ScreenAction) => void;
  readonly say: Flashes['say'];
};

export function createPerformAction({ clock, dispatch, say }: PerformActionDeps): PerformAction {
  let lastId = 0;
  return async ({ doing, command, work, refutation }) => {
    lastId += 1;
    const id = lastId;
    const record = { id, at: clock.now(), text: doing, command, outcome: 'under way' } as const;
    dispatch({ type: 'action-begun', record });
    say('working', `${doing} ...`);
    try {
      const answer = await work();
      dispatch({ type: 'action-ended', id, outcome: 'done' });
      say('info', answer, refutation);
    } catch (error) {
      dispatch({ type: 'action-ended', id, outcome: 'failed' });
      say('error', failureLine(describeFailure(error)));
    }
  };
}
