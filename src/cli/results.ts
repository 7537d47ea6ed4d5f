import type { Config } from '../config.ts';
import { type BookEntries, balance } from '../domain/books.ts';
import type { Ledger } from '../domain/ledger.ts';
import { printableJson } from '../domain/printable-text.ts';
import { datasetTag } from '../domain/track.ts';
import type { Broker, BrokerKind, ExportView } from '../services/ports.ts';

/** A command's result: one line of JSON, the only thing on stdout. */
export function printResult(result: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${printableJson(result)}\n`);
}

type Produced = {
  readonly publishedNow: number;
  readonly durationMs: number;
  readonly broker: BrokerKind;
};

export function producedResult(ledger: Ledger, { publishedNow, durationMs, broker }: Produced) {
  const { totals, datasetSha256, isDemo } = ledger;
  return {
    rows_read: totals.rowsRead,
    acknowledged: totals.acknowledged,
    published_now: publishedNow,
    incomplete: totals.incomplete,
    rejected: totals.rejected,
    failed: totals.failed,
    broker,
    dataset_sha256: datasetSha256,
    demo: isDemo,
    duration_seconds: durationMs / 1000,
  };
}

export function consumedResult(view: ExportView | undefined, broker: Broker, config: Config) {
  const totals = view?.totals;
  return {
    consumed: totals?.total ?? 0,
    foreign: totals?.foreign ?? 0,
    unreadable: totals?.unreadable ?? 0,
    expired: view?.expiredRecords ?? 0,
    unique_genres: totals?.uniqueGenres ?? 0,
    unique_artists: totals?.uniqueArtists ?? 0,
    broker: broker.kind,
    demo: view?.isDemo ?? false,
    output_dir: config.outputDir,
  };
}

type Ran = Produced & {
  readonly counted: ExportView | undefined;
  readonly exported: ExportView | undefined;
  readonly outputDir: string;
};

/** Totals are cumulative for data set and topic; `published_now` is this run's. */
export function ranResult(ledger: Ledger, ran: Ran) {
  const tag = datasetTag(ledger.datasetSha256);
  const totals = ran.counted?.totals;
  const consumed = totals?.datasets.get(tag) ?? 0;
  const exported = ran.exported?.totals.datasets.get(tag) ?? 0;
  const all = (totals?.total ?? 0) + (totals?.foreign ?? 0) + (totals?.unreadable ?? 0);
  const books: BookEntries = {
    ingest: ledger.totals,
    inFlight: 0,
    consumed,
    expired: ran.counted?.expiredRecords ?? 0,
    exported,
    foreign: all - consumed,
  };
  const verdict = balance(books);
  const { ingest } = books;
  return {
    rows_read: ingest.rowsRead,
    acknowledged: ingest.acknowledged,
    published_now: ran.publishedNow,
    in_flight: books.inFlight,
    incomplete: ingest.incomplete,
    rejected: ingest.rejected,
    failed: ingest.failed,
    foreign: books.foreign,
    consumed,
    exported,
    unique_genres: totals?.uniqueGenres ?? 0,
    unique_artists: totals?.uniqueArtists ?? 0,
    balanced: verdict.isBalanced,
    gap: verdict.gap,
    broker: ran.broker,
    dataset_sha256: ledger.datasetSha256,
    demo: ledger.isDemo,
    duration_seconds: ran.durationMs / 1000,
    output_dir: ran.outputDir,
  };
}
