import type { ConsoleState } from '../../state/store.ts';
import { PANES, type PaneId } from './view-state.ts';

/** The panes that have something to show, in the order of their numbers. */
export function shownPanes({ hdfs }: Pick<ConsoleState, 'hdfs'>): readonly PaneId[] {
  return hdfs === null ? PANES : WITH_HDFS;
}

/** Of one identity, so that nothing is laid out anew for it. */
const WITH_HDFS: readonly PaneId[] = [...PANES, 'hdfs'];
