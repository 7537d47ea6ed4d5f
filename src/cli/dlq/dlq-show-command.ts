import type { Config } from '../../config.ts';
import { ConsoleError } from '../../domain/errors.ts';
import { printableText } from '../../domain/printable-text.ts';
import { datasetTag } from '../../domain/track.ts';
import { rawCells } from '../../services/csv/raw-row.ts';
import type { Broker } from '../../services/ports.ts';
import { type DeadLetter, readDeadLetters } from '../../state/commands/dlq/dead-letters.ts';
import { matchesFilter } from '../../state/commands/dlq/letter-filter.ts';
import { topicLedgers } from '../../state/commands/topic-ledgers.ts';
import { printResult } from '../results.ts';
import { filterOf, type LetterChoice, type LetterPlace, placeOf } from './letter-choice.ts';
import { letterJson } from './letter-json.ts';
import { withBroker } from './with-broker.ts';

/** Longest cell, and longest raw row, that is shown to people, in characters. */
const SHOWN_CELL = 200;
const SHOWN_RAW = 4_000;

/** One dead letter: why the row was rejected, its cells with the faulty one marked, and its bytes. */
export function dlqShowCommand(
  config: Config,
  place: string,
  choice: LetterChoice,
  asJson: boolean,
): Promise<number> {
  const wanted = placeOf(place);
  const filter = filterOf(choice);
  return withBroker(config, 'dlq show', async ({ stop }, broker) => {
    const { letters } = await readDeadLetters(broker, config.topic, stop.signal);
    const letter = requireOne(
      letters.filter((each) => matchesFilter(each, filter) && isAt(each, wanted)),
      place,
    );
    const columns = await columnsOf(broker, config.topic, letter);
    const cells = cellsOf(letter, columns);
    if (asJson) printResult({ ...letterJson(letter), ...rawJson(letter), columns, cells });
    else process.stdout.write(`${letterLines(letter, columns, cells).join('\n')}\n`);
  });
}

function isAt({ recordId, partition, offset }: DeadLetter, place: LetterPlace): boolean {
  if ('row' in place) return recordId === place.row;
  return partition === place.partition && offset === place.offset;
}

function requireOne(found: readonly DeadLetter[], place: string): DeadLetter {
  const [letter, other] = found;
  if (letter === undefined) {
    throw new ConsoleError('DEAD_LETTER_MISSING', `There is no dead letter ${place}`, {
      hint: 'trackdeck dlq list --json has all rows and offsets; retention may have removed it.',
      context: { place },
    });
  }
  if (other === undefined) return letter;
  const tags = found.map(({ tag }) => tag).join(', ');
  throw new ConsoleError('DEAD_LETTER_AMBIGUOUS', `Row ${place} has dead letters of ${tags}`, {
    hint: 'Say which data set is meant with --dataset-sha.',
    context: { place },
  });
}

/** Header of the letter's data set, where its ledger tells. */
async function columnsOf(
  broker: Broker,
  topicName: string,
  { tag }: DeadLetter,
): Promise<readonly string[] | null> {
  const topic = await broker.describeTopic(topicName);
  if (topic === undefined) return null;
  const ledgers = topicLedgers(await broker.readLedger(), topic);
  return ledgers.find((ledger) => datasetTag(ledger.datasetSha256) === tag)?.columns ?? null;
}

/** The row's cells; `null` where they cannot be put under their columns. */
function cellsOf({ raw }: DeadLetter, columns: readonly string[] | null): readonly string[] | null {
  const cells = rawCells(raw);
  return cells !== undefined && cells.length === columns?.length ? cells : null;
}

/** Text where the bytes are text, and the bytes themselves in any case. */
function rawJson({ raw }: DeadLetter) {
  return { raw: raw.toString(), raw_base64: raw.toString('base64') };
}

function letterLines(
  letter: DeadLetter,
  columns: readonly string[] | null,
  cells: readonly string[] | null,
): readonly string[] {
  const { recordId, line, tag, reason, column, value, partition, offset, raw } = letter;
  const fault = [reason, column === '' ? '' : `in ${column}`, value === '' ? '' : quoted(value)];
  const text = raw.toString();
  return [
    `Row ${recordId} (line ${line}) of data set ${tag}: ${letter.isRedriven ? 'redriven' : 'waiting'}`,
    `  why     ${fault.filter((word) => word !== '').join(' ')}`,
    `  letter  ${partition}:${offset}, written ${new Date(letter.writtenAt).toISOString()}`,
    ...(cells ?? []).map((cell, index) => {
      const name = columns?.[index] ?? '';
      return cellLine(name === '' ? '(no name)' : name, cell, name !== '' && name === column);
    }),
    `  raw     ${text.slice(0, SHOWN_RAW)}${text.length > SHOWN_RAW ? '…' : ''}`,
  ].map(printableText);
}

function cellLine(name: string, cell: string, isFaulty: boolean): string {
  return `${isFaulty ? '>' : ' '}   ${name.padEnd(18)} ${quoted(cell)}${isFaulty ? '  <' : ''}`;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > SHOWN_CELL ? `${text.slice(0, SHOWN_CELL)}…` : text);
}
