import type { ActionRecord } from '../screen/screen-state.ts';
import { clockText } from '../text/clock-text.ts';
import { type Row, span } from '../text/row.ts';
import type { Tone } from '../theme.ts';
import { type Page, paragraph } from './dialog-text.ts';

const OUTCOME_TONES: Readonly<Record<ActionRecord['outcome'], Tone>> = {
  'under way': 'watch',
  done: 'plain',
  failed: 'alarm',
};

/** Newest first, each with the command that does the same from a shell. */
export function actionLogRows(actions: readonly ActionRecord[], page: Page): readonly Row[] {
  if (actions.length === 0) return paragraph('Nothing was done from this screen yet.', page);
  return [...actions]
    .reverse()
    .flatMap(({ at, text, command, outcome }) => [
      [
        span(`${clockText(at)}  `, 'quiet'),
        span(outcome.padEnd(11), OUTCOME_TONES[outcome]),
        span(text),
      ],
      ...(command === null ? [] : paragraph(command, page, 'quiet')),
    ]);
}
