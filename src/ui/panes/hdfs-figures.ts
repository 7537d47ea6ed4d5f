import { formatBytes, formatCount } from '../../domain/format.ts';
import type { HdfsSlice } from '../../state/slices/hdfs.ts';
import { type Figure, figureOf, figureSpan } from '../text/figure.ts';
import type { Span } from '../text/row.ts';
import { type WeightedRow, weighted } from '../text/weighted-rows.ts';
import type { Moment, PaneArea } from './pane-area.ts';
import { paneFields } from './pane-fields.ts';

type Known = NonNullable<HdfsSlice>;

/** What the NameNode tells, in figures. */
export function nameNodeRows(hdfs: Known, area: PaneArea, { now }: Moment): readonly WeightedRow[] {
  const { status, folder } = hdfs;
  const told = toldBy(hdfs, area, now);
  const count = (value: number | undefined) => told(value, formatCount);
  const bytes = (value: number | undefined) => told(value, formatBytes);
  return [
    ...weighted(
      2,
      paneFields(
        area,
        ['live nodes', count(status?.liveNodes), 'live'],
        ['dead', count(status?.deadNodes)],
      ),
    ),
    ...weighted(
      3,
      paneFields(
        area,
        ['missing blocks', count(status?.missingBlocks), 'missing'],
        ['corrupt', count(status?.corruptBlocks)],
      ),
      paneFields(
        area,
        ['too few copies', count(status?.underReplicatedBlocks), 'few copies'],
        ['stale nodes', count(status?.staleNodes), 'stale'],
      ),
    ),
    ...weighted(
      4,
      paneFields(area, ['used', bytes(status?.usedBytes)], ['free', bytes(status?.remainingBytes)]),
    ),
    ...weighted(
      5,
      paneFields(
        area,
        ['our exports', bytes(folder?.bytes), 'ours'],
        ['snapshots', count(folder?.snapshots)],
      ),
      paneFields(area, ['capacity', bytes(status?.capacityBytes)], ['files', count(status?.files)]),
      paneFields(area, ['blocks', count(status?.blocks)]),
    ),
  ];
}

/** It is old while the NameNode does not answer. */
function toldBy({ unreachable }: Known, { glyphs }: PaneArea, now: number) {
  return (value: number | undefined, format: (value: number) => string): Span => {
    const figure: Figure =
      value === undefined || unreachable === null
        ? figureOf(value)
        : { kind: 'stale', value, ageMs: now - unreachable.since };
    return figureSpan(figure, format, glyphs);
  };
}
