import type { RejectReason } from '../../domain/row-check.ts';
import type { RowSource } from '../../services/ports.ts';

/** What a data set holds; names as in the JSON of `trackdeck dataset info --json`. */
export type DatasetSurvey = {
  readonly name: string;
  readonly demo: boolean;
  readonly sha256: string;
  /** Length of the unpacked CSV. */
  readonly bytes: number;
  readonly rows: number;
  readonly publishable: number;
  /** Of the publishable: rows without artists, album or title. */
  readonly incomplete: number;
  readonly rejected: number;
  readonly rejected_by_reason: Readonly<Partial<Record<RejectReason, number>>>;
};

/** Reads and checks every row. */
export async function surveyDataset(
  source: RowSource,
  signal: AbortSignal,
): Promise<DatasetSurvey> {
  let publishable = 0;
  let incomplete = 0;
  let rejected = 0;
  const reasons: Partial<Record<RejectReason, number>> = {};
  for await (const block of source.rows(source.start, signal)) {
    for (const { verdict } of block) {
      if (verdict.ok) {
        publishable += 1;
        if (verdict.isIncomplete) incomplete += 1;
      } else {
        const { reason } = verdict.rejection;
        rejected += 1;
        reasons[reason] = (reasons[reason] ?? 0) + 1;
      }
    }
  }
  return {
    name: source.name,
    demo: source.isDemo,
    sha256: source.fingerprint.sha256,
    bytes: source.fingerprint.bytes,
    rows: publishable + rejected,
    publishable,
    incomplete,
    rejected,
    rejected_by_reason: reasons,
  };
}
