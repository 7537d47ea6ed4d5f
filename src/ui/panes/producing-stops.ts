import { formatBytes, formatCount } from '../../domain/format.ts';
import { selectIngestShare, selectIngestTimeLeft } from '../../state/selectors/ingest-progress.ts';
import type { ConsoleState } from '../../state/store.ts';
import { span } from '../text/row.ts';
import { tookText } from '../text/time-text.ts';
import type { Tone } from '../theme.ts';
import type { PaneArea } from './pane-area.ts';
import { sourceWords } from './pipeline-words.ts';
import { producerStatus } from './producer-status.ts';
import { type Stop, type StopFigure, stopFigure } from './road-stop.ts';

type Known = Pick<ConsoleState, 'producer' | 'download' | 'exports' | 'metrics' | 'topic'>;

/** The file that the tracks come from, and how much of it is dealt with. */
export function csvStop(state: Known, area: PaneArea): Stop {
  const [demo = [], name = []] = sourceWords(state, { ...area, isZoomed: false });
  const [status = span(area.glyphs.none, 'quiet')] = [...demo, ...name];
  return { name: 'csv', status, figures: csvFigures(state) };
}

function csvFigures(state: Known): readonly StopFigure[] {
  const share = selectIngestShare(state);
  if (share === null) return [];
  const percent = `${Math.floor(share * 100)} %`;
  const left = share < 1 ? selectIngestTimeLeft(state) : null;
  const { source } = state.producer;
  return [
    { ...stopFigure('plain', `${percent} read`, percent), fill: share },
    ...(left === null ? [] : [stopFigure('plain', `${tookText(left)} left`)]),
    ...(source === null ? [] : [stopFigure('quiet', formatBytes(source.bytes))]),
  ];
}

/** What publishes: rows sent whose commit is outstanding wait there. */
export function producerStop(state: Known, { glyphs }: PaneArea, now: number): Stop {
  const { word, tone } = producerStatus(state, now);
  const { totals, inFlight, rowsPerSecondLimit: limit, isLedgerRead } = state.producer;
  const acked = isLedgerRead ? formatCount(totals.acknowledged) : glyphs.none;
  const figure = (tone: Tone, count: string, ...words: readonly string[]) =>
    stopFigure(tone, ...words.map((word) => `${count} ${word}`));
  const counted = (tone: 'watch' | 'alarm', count: number, ...words: readonly string[]) =>
    count === 0 ? [] : [figure(tone, formatCount(count), ...words)];
  return {
    name: 'producer',
    status: span(word, tone),
    figures: [
      ...counted('alarm', totals.failed, 'failed'),
      ...(limit === null ? [] : [stopFigure('watch', `limit ${formatCount(limit)}/s`)]),
      figure('plain', formatCount(inFlight), 'in flight', 'out'),
      ...counted('watch', totals.rejected, 'rejected', 'rej.'),
      figure('quiet', acked, 'acked', 'ack'),
    ],
  };
}
