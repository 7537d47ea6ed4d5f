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
  spark: 'Spark',
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
  spark:
    'how the Spark master and its workers are, how our run on Spark gets on, and whether it agrees with the console; where `SPARK_MASTER_URL` is set',
};

const NUMBERED: readonly PaneId[] = [...PANES, ...FURTHER_PANES];

/** The setting that brings a further pane up. */
const SETTINGS: Readonly<Record<(typeof FURTHER_PANES)[number], string>> = {
  hdfs: 'HDFS_URL',
  spark: 'SPARK_MASTER_URL',
};

/** Why a number has no pane now. */
export function hiddenPaneText(number: number): string {
  const pane = FURTHER_PANES.find((further) => paneNumber(further) === number);
  if (pane === undefined) return `There is no pane ${number}`;
  return `There is no pane ${number} here; ${TITLES[pane]} is used where ${SETTINGS[pane]} is set`;
}

/** Number and name, as on the border and as the key that goes there: `2 Producer`. */
export function paneTitle(pane: PaneId): string {
  return `${paneNumber(pane)} ${TITLES[pane]}`;
}

export function paneNumber(pane: PaneId): number {
  return NUMBERED.indexOf(pane) + 1;
}
