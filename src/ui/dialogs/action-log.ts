import type { Failure } from '../../state/events.ts';
import type { ActionRecord } from '../screen/screen-state.ts';
import { clockText } from '../text/clock-text.ts';
import { fittingRow } from '../text/fitting-row.ts';
import { type Row, span } from '../text/row.ts';
import { sentences } from '../text/sentences.ts';
import type { Tone } from '../theme.ts';
import { type Page, paragraph } from './dialog-text.ts';

const OUTCOME_TONES: Readonly<Record<ActionRecord['outcome'], Tone>> = {
  'under way': 'watch',
  done: 'plain',
  failed: 'alarm',
};

/** Newest first, each with what it failed with and the command that does the same from a shell. */
export function actionLogRows(actions: readonly ActionRecord[], page: Page): readonly Row[] {
  if (actions.length === 0) return paragraph('Nothing was done from this screen yet.', page);
  return [...actions]
    .reverse()
    .flatMap(({ at, text, command, outcome, failure }) => [
      ...doneRows({ at, text, outcome }, page),
      ...(failure === undefined ? [] : paragraph(failureText(failure), page)),
      ...(command === null ? [] : paragraph(command, page, 'quiet')),
    ]);
}

function failureText({ code, message, hint }: Failure): string {
  return sentences(`${code}: ${message}`, hint ?? undefined);
}

const OUTCOME_CELLS = 11;
/** Where a text begins that stands beside its time and outcome. */
const TEXT_FROM = 10 + OUTCOME_CELLS;
const BESIDE_FROM = 46;

function doneRows(
  { at, text, outcome }: Pick<ActionRecord, 'at' | 'text' | 'outcome'>,
  page: Page,
): readonly Row[] {
  const isBeside = page.width >= BESIDE_FROM;
  const width = isBeside ? page.width - TEXT_FROM : page.width;
  const [first = [], ...more] = paragraph(text, { ...page, width });
  const heading = [
    span(`${clockText(at)}${isBeside ? '  ' : ' '}`, 'quiet'),
    span(isBeside ? outcome.padEnd(OUTCOME_CELLS) : outcome, OUTCOME_TONES[outcome]),
  ];
  if (!isBeside) return [fittingRow(page.width, heading, heading.slice(1)), first, ...more];
  return [[...heading, ...first], ...more.map((line) => [span(' '.repeat(TEXT_FROM)), ...line])];
}
