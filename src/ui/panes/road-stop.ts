import { type Row, row, type Span, span } from '../text/row.ts';
import type { Tone } from '../theme.ts';

/** A stop on the road of a track. */
export type Stop = {
  readonly name: string;
  /** How it is, in a word or two. */
  readonly status: Span;
  /** What waits there first, then what became of the rest. */
  readonly figures: readonly StopFigure[];
};

export type StopFigure = {
  /** The same in ever fewer words. */
  readonly forms: readonly Row[];
  /** How full it is, 0-1, where something has a measure. */
  readonly fill?: number;
};

/** What is under way to a stop, or the word for why nothing is. */
export type Way = Span;

export function stopFigure(tone: Tone, ...forms: readonly string[]): StopFigure {
  return { forms: forms.map((text) => row(span(text, tone))) };
}
