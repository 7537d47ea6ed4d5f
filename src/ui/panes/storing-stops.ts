import { formatBytes, formatCount } from '../../domain/format.ts';
import { selectCountedTotal } from '../../state/selectors/counted-total.ts';
import type { HdfsSlice } from '../../state/slices/hdfs.ts';
import type { ConsoleState } from '../../state/store.ts';
import { diskWord } from '../chrome/alerts.ts';
import { span } from '../text/row.ts';
import { ageText } from '../text/time-text.ts';
import { hdfsStatus } from './hdfs-status.ts';
import type { PaneArea } from './pane-area.ts';
import { type Stop, type StopFigure, stopFigure } from './road-stop.ts';

type Known = Pick<ConsoleState, 'analytics' | 'consumer' | 'exports' | 'disk'>;

/** The files on this machine: what is counted and not yet in them waits for the next save. */
export function exportsStop(state: Known, { glyphs }: PaneArea, now: number): Stop {
  const { savedAt, records, snapshot } = state.exports;
  const disk = state.disk === null ? null : diskWord(state.disk.freeBytes);
  const unsaved = Math.max(0, (selectCountedTotal(state) ?? 0) - records);
  const age = (at: number) => `${ageText(now - at)} ago`;
  return {
    name: 'exports',
    status:
      disk === null
        ? span(savedAt === null ? glyphs.none : `${formatCount(records)} tracks`)
        : span(`disk ${disk}`, disk === 'FULL' ? 'alarm' : 'watch'),
    figures: [
      ...(unsaved === 0 ? [] : [stopFigure('plain', `${formatCount(unsaved)} to save`)]),
      ...(savedAt === null ? [] : [stopFigure('plain', `saved ${age(savedAt)}`, age(savedAt))]),
      ...(snapshot === null ? [] : [stopFigure('quiet', `snapshot ${age(snapshot.writtenAt)}`)]),
    ],
  };
}

/** HDFS: exports wait for it on this machine. */
export function hdfsStop(hdfs: NonNullable<HdfsSlice>, now: number): Stop {
  const { word, tone } = hdfsStatus(hdfs, now);
  const { newest } = hdfs;
  return {
    name: 'HDFS',
    status: span(word, tone),
    figures: [
      ...queueFigures(hdfs, now),
      ...(newest === null
        ? []
        : [stopFigure('plain', ...newestForms(newest.kind, ageText(now - newest.at)))]),
    ],
  };
}

function newestForms(kind: string, age: string): readonly string[] {
  return [`${kind} ${age} ago`, `${kind} ${age}`, `newest ${age}`];
}

function queueFigures({ queue }: NonNullable<HdfsSlice>, now: number): readonly StopFigure[] {
  if (queue.exports === 0) return [stopFigure('plain', 'queue empty', 'empty')];
  const waiting = `${formatCount(queue.exports)} wait`;
  return [
    stopFigure('watch', `${waiting}, ${formatBytes(queue.bytes)}`, waiting),
    ...(queue.oldestAt === null
      ? []
      : [stopFigure('watch', `oldest ${ageText(now - queue.oldestAt)}`)]),
  ];
}
