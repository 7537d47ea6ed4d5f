import type { ConsoleState } from '../../state/store.ts';
import { PANES, type PaneId } from './view-state.ts';

/** The panes that have something to show, in the order of their numbers. */
export function shownPanes({
  hdfs,
  spark,
}: Pick<ConsoleState, 'hdfs' | 'spark'>): readonly PaneId[] {
  if (hdfs !== null) return spark === null ? WITH_HDFS : WITH_BOTH;
  return spark === null ? PANES : WITH_SPARK;
}

/** Of one identity each, so that nothing is laid out anew for it. */
const WITH_HDFS: readonly PaneId[] = [...PANES, 'hdfs'];
const WITH_SPARK: readonly PaneId[] = [...PANES, 'spark'];
const WITH_BOTH: readonly PaneId[] = [...PANES, 'hdfs', 'spark'];
