import type { IngestionPreview } from '../../engine/protocol.ts';
import type { Failure } from '../../state/events.ts';
import type { ViewState } from '../view/view-state.ts';

/** What lies over the panes and takes the keys. */
export type Dialog = DialogKind & {
  /** First row shown of its text; absent before it was moved. */
  readonly scroll?: number;
};

type DialogKind =
  | { readonly name: 'help' }
  | { readonly name: 'action-log' }
  | { readonly name: 'export-menu' }
  | {
      readonly name: 'start-ingestion';
      /** `id` of the engine that was asked, here and below: another one may want another answer. */
      readonly engine: string;
      /** Answers to an earlier dialog are not for this one. */
      readonly ticket: number;
      readonly preview: PreviewAnswer;
    }
  | (StopQuestion & { readonly name: 'stop-ingestion' })
  | { readonly name: 'submit-spark'; readonly engine: string }
  | (StopQuestion & { readonly name: 'stop-spark' })
  | {
      readonly name: 'leave';
      readonly engine: string;
      /** What the engine is at, in words. */
      readonly work: string;
    };

type StopQuestion = {
  readonly engine: string;
  /** When what is to be stopped was begun: no other is meant. */
  readonly begunAt: number;
};

export type DialogName = Dialog['name'];

export type PreviewAnswer =
  | { readonly status: 'asked'; readonly since: number }
  | { readonly status: 'answered'; readonly preview: IngestionPreview }
  | { readonly status: 'failed'; readonly failure: Failure };

/** One line for now; what matters later is in the events pane. */
export type Flash = {
  readonly level: 'info' | 'working' | 'warning' | 'error';
  readonly text: string;
  /** Comes after the text; where there is no room for all of it, its end is kept. */
  readonly path?: string;
  /** What to do, as a sentence. Where there is no room for it, the action log has it. */
  readonly hint?: string;
};

/** Something done from this screen. */
export type ActionRecord = {
  readonly id: number;
  readonly at: number;
  readonly text: string;
  /** A shell command that does the same; `null` where none does. */
  readonly command: string | null;
  readonly outcome: 'under way' | 'done' | 'failed';
  /** What it sets: of changes in a row the last one is kept, and each that has failed. */
  readonly setting?: 'rate limit';
  /** What it has failed with. */
  readonly failure?: Failure;
};

export type ScreenState = {
  readonly view: ViewState;
  readonly dialog: Dialog | null;
  /** Whether keys go into the filter of the pane in focus. */
  readonly isTyping: boolean;
  /** First key of a pair, waiting for its second. */
  readonly chord: string | null;
  readonly flash: Flash | null;
  /** Oldest first. */
  readonly actions: readonly ActionRecord[];
};
