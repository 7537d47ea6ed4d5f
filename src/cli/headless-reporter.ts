import type { AnalyticsTotals } from '../domain/analytics/analytics-totals.ts';
import { printableText } from '../domain/printable-text.ts';
import type { Logger, LogLevel } from '../services/log/logger.ts';
import type { Clock } from '../services/ports.ts';
import { eventNotice } from '../state/event-notice.ts';
import type { ConsoleEvent } from '../state/events.ts';
import type { ConsoleState, ConsoleStore } from '../state/store.ts';
import { consumeLine } from '../ui/headless/consume-line.ts';
import { dashboardLines } from '../ui/headless/dashboard.ts';
import { downloadLine } from '../ui/headless/download.ts';
import { ingestBar, ingestLine } from '../ui/headless/progress.ts';

/** Where progress goes: stderr, as a terminal or as a stream of lines. */
export type ProgressOutput = {
  readonly isTerminal: boolean;
  readonly width: number;
  write(text: string): void;
};

export type HeadlessReporter = {
  /** One line, whatever else is shown. */
  say(text: string): void;
  dashboard(totals: AnalyticsTotals): void;
  /** Draws no more; the last figures stay. */
  stop(): void;
};

const BAR_INTERVAL_MS = 200;
const LINE_INTERVAL_MS = 2_000;

type ReporterDeps = {
  readonly store: Pick<ConsoleStore, 'getState'>;
  readonly clock: Clock;
  readonly output: ProgressOutput;
  readonly role: {
    readonly produces: boolean;
    readonly consumes: boolean;
    readonly tellsProgress: boolean;
  };
};

/** Progress of a command without a screen: a bar where stderr is a terminal, lines otherwise. */
export function startHeadlessReporter(deps: ReporterDeps): HeadlessReporter {
  const { store, clock, output, role } = deps;
  let isBarShown = false;
  let saidOfConsuming = '';

  function clearBar(): void {
    if (isBarShown) output.write(`\r${' '.repeat(Math.max(0, output.width - 1))}\r`);
    isBarShown = false;
  }
  function showBar(text: string | null): void {
    clearBar();
    if (text === null) return;
    output.write(text.slice(0, Math.max(0, output.width - 1)));
    isBarShown = true;
  }
  function say(text: string): void {
    clearBar();
    const { producer, download, exports } = store.getState();
    const isDemo =
      producer.source?.isDemo === true || exports.isDemo || download.status === 'replaced-by-demo';
    output.write(`${printableText(isDemo ? marked(text) : text)}\n`);
  }
  function sayProgress(): void {
    if (!role.tellsProgress) return;
    const state = store.getState();
    const download = downloadLine(state, clock.now());
    if (download !== null) say(download);
    if (role.produces && state.producer.startedAt !== null) say(ingestLine(state, clock.now()));
    if (role.consumes && state.consumer.startedAt !== null) sayConsuming(state);
  }
  /** A consumer that waits says so once, not for ever. */
  function sayConsuming(state: ConsoleState): void {
    const { status, countedNow, pausedSince } = state.consumer;
    const news = [status.name, countedNow, pausedSince !== null].join();
    if (news === saidOfConsuming) return;
    saidOfConsuming = news;
    say(consumeLine(state, clock.now()));
  }
  function tick(): void {
    const state = store.getState();
    const isIngesting = role.produces && state.producer.status.name === 'publishing';
    if (!output.isTerminal || !role.tellsProgress) sayProgress();
    else if (isIngesting) showBar(ingestBar(state, output.width));
    else showBar(downloadLine(state, clock.now()));
  }

  const timer = setInterval(tick, output.isTerminal ? BAR_INTERVAL_MS : LINE_INTERVAL_MS);
  return {
    say,
    dashboard(totals) {
      if (!role.tellsProgress) return;
      for (const line of dashboardLines(totals)) say(line);
    },
    stop() {
      clearInterval(timer);
      clearBar();
      sayProgress();
    },
  };
}

/** Begins every line with it; the name of the data set need not say so again. */
function marked(text: string): string {
  return `DEMO DATA · ${text.replace('DEMO DATA: ', '')}`;
}

const LEVELS = { info: 'info', warning: 'warn', error: 'error' } as const;

function logLevel(event: ConsoleEvent): LogLevel {
  switch (event.type) {
    case 'notice/raised':
      return LEVELS[event.level];
    case 'ingest/failed':
    case 'consumer/failed':
    case 'exports/snapshot-failed':
    case 'hdfs/export-lost':
    case 'spark/run-failed':
      return 'error';
    case 'download/retrying':
    case 'download/source-failed':
    case 'ingest/retrying':
    case 'consumer/retrying':
    case 'consumer/stalled':
    case 'consumer/records-expired':
    case 'hdfs/export-failed':
      return 'warn';
    case 'metrics/sampled':
    case 'download/progressed':
    case 'ingest/batch-sent':
    case 'ingest/rows-rejected':
    case 'ingest/observed':
    case 'topic/described':
    case 'topic/unreachable':
    case 'consumer/batch-counted':
    case 'consumer/saved':
    case 'consumer/caught-up':
    case 'hdfs/observed':
    case 'hdfs/unreachable':
    case 'hdfs/queue-changed':
    case 'spark/observed':
    case 'spark/unreachable':
    case 'spark/run-progressed':
      return 'debug';
    default:
      return 'info';
  }
}

/** Writes an event to the program log, but for what is a view of many figures. */
export function logEvent(logger: Logger, event: ConsoleEvent): void {
  if (event.type === 'analytics/counted' || event.type === 'analytics/recalled') return;
  const { type, ...fields } = event;
  logger.log(logLevel(event), type, fields);
}

/** What an operator without a screen must be told at once, as a line; `null` for all else. */
export function eventLine(event: ConsoleEvent): string | null {
  // With these the command ends, and its last words say why.
  if (event.type === 'ingest/failed' || event.type === 'consumer/failed') return null;
  const notice = eventNotice(event);
  if (notice === null) return null;
  return notice.level === 'info' ? notice.text : `${notice.level}: ${notice.text}`;
}
