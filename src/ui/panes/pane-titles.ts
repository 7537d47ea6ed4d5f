import { FURTHER_PANES, PANES, type PaneId } from '../view/view-state.ts';

const TITLES: Readonly<Record<PaneId, string>> = {
  pipeline: 'Pipeline',
  producer: 'Producer',
  consumer: 'Consumer',
  genres: 'Genres',
  artists: 'Artists',
  features: 'Audio features',
  events: 'Events',
  hdfs: 'HDFS',
};

/** What each pane answers, for the README. */
export const PANE_ANSWERS: Readonly<Record<PaneId, string>> = {
  pipeline:
    'what runs where: data set, broker, topic, engine; whether the books balance; exports and snapshots; which part is the slowest',
  producer:
    'how far the ingest is, how fast, how long still; what was rejected or failed; download progress; paused, limited or retrying since when',
  consumer:
    'how fast records are counted, the lag of each partition and who holds it, the time to drain, the age of the newest record',
  genres: 'the genres by tracks, by mean popularity or by tracks per second',
  artists: 'the artists by tracks: by field, as the file names them, or single ones',
  features: 'mean, spread, range and histogram of the nine audio features',
  events: 'what happened and when, and what was rejected for which reason',
  hdfs: 'how HDFS is, which DataNode is silent, what waits to be published there and what was; where `HDFS_URL` is set',
};

const NUMBERED: readonly PaneId[] = [...PANES, ...FURTHER_PANES];

/** Number and name, as on the border and as the key that goes there: `2 Producer`. */
export function paneTitle(pane: PaneId): string {
  return `${paneNumber(pane)} ${TITLES[pane]}`;
}

export function paneNumber(pane: PaneId): number {
  return NUMBERED.indexOf(pane) + 1;
}
