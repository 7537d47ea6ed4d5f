import { createHash } from 'node:crypto';
import { type BadRow, badRows } from '../support/cli/bad-rows.ts';
import { type ExpectedTotals, expectedTotals } from '../support/cli/expected-totals.ts';
import { readRealData } from '../support/cli/real-data.ts';

/** Every so-manieth row of the real data, so that all genres are in it. */
const STRIDE = 28;
/** So many real rows lie between two planted ones. */
const SOUND_RUN = 40;
const MAX_BAD_BYTES = 10_000;

type PlantedRow = BadRow & { readonly line: number; readonly recordId: number };

/** Some of the real data with bad rows in between, and what must become of each row. */
export type DataSlice = {
  readonly csv: Buffer;
  readonly sha256: string;
  readonly rows: number;
  /** Track ids of the sound rows, by record id. */
  readonly sound: ReadonlyMap<number, string>;
  readonly rejected: readonly PlantedRow[];
  /** What the sound rows come to. */
  readonly expected: ExpectedTotals;
  /** The sound rows alone, with the header. */
  readonly soundCsv: string;
};

/** @param seed - which rows are taken */
export function dataSlice(seed: number): DataSlice {
  const [header = '', ...lines] = readRealData().toString('utf8').trimEnd().split('\n');
  const start = Math.abs(seed) % STRIDE;
  const taken = lines.filter((_, index) => index % STRIDE === start);
  const parts: Uint8Array[] = [Buffer.from(`${header}\n`)];
  const sound = new Map<number, string>();
  const rejected: PlantedRow[] = [];
  const bad = plantable();
  let recordId = 0;
  const add = (row: Uint8Array) => {
    parts.push(row, Buffer.from('\n'));
    recordId += 1;
  };
  for (const [index, line] of taken.entries()) {
    sound.set(recordId, line.split(',', 2)[1] ?? '');
    add(Buffer.from(line));
    const planted = index % SOUND_RUN === 0 ? bad[rejected.length % bad.length] : undefined;
    if (planted === undefined) continue;
    // No cell of the real data, and none of these, holds a line break; the header is line 1.
    rejected.push({ ...planted, recordId, line: recordId + 2 });
    add(planted.source);
  }
  const csv = Buffer.concat(parts);
  const soundCsv = [header, ...taken, ''].join('\n');
  return {
    csv,
    sha256: createHash('sha256').update(csv).digest('hex'),
    rows: recordId,
    sound,
    rejected,
    expected: expectedTotals(soundCsv),
    soundCsv,
  };
}

/** Those that may stand anywhere: no quote that goes on, nothing that takes seconds to read. */
function plantable(): readonly BadRow[] {
  return badRows.filter(
    ({ source, reason }) => source.length < MAX_BAD_BYTES && reason !== 'quote-not-closed',
  );
}
