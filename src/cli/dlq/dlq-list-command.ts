import type { Config } from '../../config.ts';
import { formatCount } from '../../domain/format.ts';
import { printableText } from '../../domain/printable-text.ts';
import { deadLetterTopic } from '../../state/commands/dead-letter.ts';
import { type DeadLetter, readDeadLetters } from '../../state/commands/dlq/dead-letters.ts';
import {
  countLetters,
  type LetterCount,
  type LetterCounts,
} from '../../state/commands/dlq/letter-counts.ts';
import { matchesFilter } from '../../state/commands/dlq/letter-filter.ts';
import { printResult } from '../results.ts';
import { filterOf, type LetterChoice } from './letter-choice.ts';
import { letterJson } from './letter-json.ts';
import { withBroker } from './with-broker.ts';

/** Rows that are shown to people; scripts get all. */
const SHOWN_ROWS = 20;
const SHOWN_VALUE = 40;

/** What lies in the dead-letter topic: counts by reason, column and data set, and the rows. */
export function dlqListCommand(
  config: Config,
  choice: LetterChoice,
  asJson: boolean,
): Promise<number> {
  const filter = filterOf(choice);
  return withBroker(config, 'dlq list', async ({ stop }, broker) => {
    const found = await readDeadLetters(broker, config.topic, stop.signal);
    const letters = found.letters.filter((letter) => matchesFilter(letter, filter));
    const counts = countLetters(letters);
    const topic = deadLetterTopic(config.topic);
    if (asJson) printResult(listJson({ topic, counts, letters, foreign: found.foreign }));
    else process.stdout.write(`${listLines(topic, counts, letters).join('\n')}\n`);
  });
}

type Listed = {
  readonly topic: string;
  readonly counts: LetterCounts;
  readonly letters: readonly DeadLetter[];
  readonly foreign: number;
};

function listJson({ topic, counts, letters, foreign }: Listed) {
  const { oldestAt, newestAt, ...rest } = counts;
  return {
    topic,
    ...rest,
    oldest: timeOf(oldestAt),
    newest: timeOf(newestAt),
    foreign,
    letters: letters.map(letterJson),
  };
}

function listLines(
  topic: string,
  counts: LetterCounts,
  letters: readonly DeadLetter[],
): readonly string[] {
  if (counts.rows === 0) return [`No dead letters in ${printableText(topic)}.`];
  const { rows, waiting, redriven } = counts;
  return [
    `${printableText(topic)}: ${formatCount(rows)} rows, ${formatCount(waiting)} waiting, ${formatCount(redriven)} redriven`,
    `  oldest ${timeOf(counts.oldestAt)}, newest ${timeOf(counts.newestAt)}`,
    ...countLines(
      'REASON',
      counts.reasons.map((count) => [count.reason, count]),
    ),
    ...countLines(
      'COLUMN',
      counts.columns.map((count) => [
        count.column === '' ? '(the whole row)' : count.column,
        count,
      ]),
    ),
    ...countLines(
      'DATA SET',
      counts.datasets.map((count) => [count.dataset, count]),
    ),
    '',
    `${'ROW'.padStart(9)} ${'LINE'.padStart(9)}  ${'OFFSET'.padEnd(9)} WHY`,
    ...letters.slice(0, SHOWN_ROWS).map(letterLine),
    ...(letters.length > SHOWN_ROWS
      ? [`  and ${formatCount(letters.length - SHOWN_ROWS)} more: --json has them all`]
      : []),
  ];
}

function countLines(
  title: string,
  counts: readonly (readonly [name: string, count: LetterCount])[],
): readonly string[] {
  return [
    '',
    `  ${title.padEnd(24)} ${'ROWS'.padStart(9)} ${'REDRIVEN'.padStart(9)}`,
    ...counts.map(
      ([name, { rows, redriven }]) =>
        `  ${printableText(name).padEnd(24)} ${formatCount(rows).padStart(9)} ${formatCount(redriven).padStart(9)}`,
    ),
  ];
}

function letterLine(letter: DeadLetter): string {
  const { recordId, line, partition, offset, isRedriven } = letter;
  const place = `${partition}:${offset}`;
  const why = [letter.reason, letter.column, shortValue(letter.value)].filter(
    (word) => word !== '',
  );
  const mark = isRedriven ? '  (redriven)' : '';
  return `${String(recordId).padStart(9)} ${String(line).padStart(9)}  ${place.padEnd(9)} ${printableText(why.join(' '))}${mark}`;
}

function shortValue(value: string): string {
  if (value === '') return '';
  return JSON.stringify(value.length <= SHOWN_VALUE ? value : `${value.slice(0, SHOWN_VALUE)}…`);
}

function timeOf(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}
