import { formatCount, formatDuration } from '../../domain/format.ts';
import { printableText } from '../../domain/printable-text.ts';
import type { EngineGreeting, StateAnswer } from '../../engine/protocol.ts';
import { type BooksVerdict, selectBooks } from '../../state/selectors/books.ts';
import { selectIsDemo } from '../../state/selectors/demo-data.ts';
import type { ConsoleState } from '../../state/store.ts';
import { consumeLine } from './consume-line.ts';
import { observedLines } from './observed-lines.ts';
import { ingestLine, ingestWord } from './progress.ts';

/** A running engine in a few lines: who, since when, on what, and how far it is. */
export function engineStatusLines(
  { engine, state }: StateAnswer,
  socketPath: string,
  now: number,
): readonly string[] {
  const lines = [
    ...whoLines(engine, socketPath, now),
    ...demoLines(state),
    brokerLine(state),
    ...produced(state, now),
    consumeLine(state, now),
    `books ${booksText(selectBooks(state, now))}`,
    exportsLine(state, now),
    ...observedLines(state, now),
  ];
  return lines.map(printableText);
}

/** An engine that speaks another protocol: what it has to tell cannot be read here. */
export function otherVersionLines(
  { engine, protocol }: EngineGreeting,
  socketPath: string,
  stopCommand: string,
  now: number,
): readonly string[] {
  const lines = [
    ...whoLines(engine, socketPath, now),
    `it speaks protocol ${protocol}, which this trackdeck does not: trackdeck ${engine.version} shows its state`,
    `${stopCommand} ends it; what it has saved is kept`,
  ];
  return lines.map(printableText);
}

function demoLines(state: ConsoleState): readonly string[] {
  return selectIsDemo(state) ? ['DEMO DATA: what is counted and exported is generated'] : [];
}

function exportsLine({ exports, pipeline }: ConsoleState, now: number): string {
  const place = pipeline === null ? '' : ` in ${pipeline.outputDir}`;
  if (exports.savedAt === null) return 'exports none yet';
  const age = formatDuration(Math.max(0, now - exports.savedAt));
  return `exports ${formatCount(exports.records)} tracks, saved ${age} ago${place}`;
}

function whoLines(
  { pid, host, command, version, startedAt }: EngineGreeting['engine'],
  socketPath: string,
  now: number,
): readonly string[] {
  const since = new Date(startedAt).toISOString();
  return [
    `engine running: trackdeck ${command} ${version}, pid ${pid} on ${host}`,
    `since ${since} (${formatDuration(Math.max(0, now - startedAt))})`,
    `socket ${socketPath}`,
  ];
}

/** The broker of an engine, its topic and its group. */
export function brokerLine({ pipeline, topic }: ConsoleState): string {
  if (pipeline === null) {
    return topic?.unreachable
      ? `broker not reached yet: ${topic.unreachable.failure.message}`
      : 'broker not reached yet';
  }
  const { broker, address, topic: name, group } = pipeline;
  const what = broker === 'kafka' ? `Kafka ${address}` : `embedded log ${address}`;
  return `broker ${what} · topic ${name} · group ${group}`;
}

function produced(state: ConsoleState, now: number): readonly string[] {
  const { producer } = state;
  if (producer.source !== null) return [ingestLine(state, now)];
  const { rowsRead, acknowledged } = producer.totals;
  const limit = producer.rowsPerSecondLimit;
  const limited = limit === null ? '' : ` · limited to ${formatCount(limit)} rows/s`;
  const before =
    rowsRead === 0
      ? ''
      : ` · ${formatCount(rowsRead)} rows read · ${formatCount(acknowledged)} acknowledged`;
  return [`ingest ${ingestWord(state, now)}${limited}${before}`];
}

function booksText(verdict: BooksVerdict): string {
  switch (verdict.kind) {
    case 'unknown':
      return 'unknown: the ledger is not read yet';
    case 'empty':
      return 'empty: nothing was ingested';
    case 'published':
      return `closed up to the topic: ${formatCount(verdict.rows)} rows; nothing is counted here`;
    case 'balanced':
      return `balanced: ${formatCount(verdict.rows)} rows`;
    case 'catching-up':
      return verdict.records === 0
        ? 'catching up: what is under way is not counted yet'
        : `catching up: ${formatCount(verdict.records)} records to ${verdict.step}`;
    case 'waiting':
      return verdict.records === 0
        ? 'waiting for the broker'
        : `waiting for the broker: ${formatCount(verdict.records)} records to count`;
    case 'paused':
      return `paused: ${formatCount(verdict.records)} records to count`;
    case 'shared':
      return `shared: ${verdict.partitions} of ${verdict.ofPartitions} partitions are counted here`;
    case 'gap':
      return `open: ${verdict.gap}`;
  }
}
