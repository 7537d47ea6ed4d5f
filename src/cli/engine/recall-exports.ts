import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { mergeAnalytics } from '../../domain/analytics/analytics-totals.ts';
import {
  type AnalyticsView,
  analyticsView,
  LIST_LIMIT,
} from '../../domain/analytics/analytics-view.ts';
import { toConsoleError } from '../../domain/errors.ts';
import { openAnalyticsStore } from '../../services/analytics-store/analytics-store.ts';
import { newestSnapshot } from '../../services/export/newest-snapshot.ts';
import { TRACK_FILE_NAME } from '../../services/export/track-line.ts';
import type { SavedAnalytics } from '../../services/ports.ts';
import { expiredRecords } from '../../state/commands/expired-records.ts';
import { readLastExports } from '../last-exports.ts';
import type { Session } from '../session.ts';
import { untilState } from '../until-state.ts';

/**
 * What an earlier process has left on this machine: the newest snapshot and, where the broker turns
 * out to be away, what was counted and exported last. It is a help only: a failure is logged.
 */
export async function recallExports(session: Session): Promise<void> {
  try {
    await recallSnapshot(session);
    await untilState(session.store, ({ pipeline, topic }) => pipeline !== null || topic !== null);
    await recallAnalytics(session);
  } catch (error) {
    const { code, message } = toConsoleError(error);
    session.logger.log('warn', 'exports/not-recalled', { code, message });
  }
}

async function recallSnapshot({ config, clock, dispatch }: Session): Promise<void> {
  const found = await newestSnapshot(config.outputDir);
  if (found !== undefined) dispatch({ type: 'exports/snapshot-found', ...found, at: clock.now() });
}

async function recallAnalytics(session: Session): Promise<void> {
  const { config, paths, store, clock, dispatch } = session;
  const last = await readLastExports(session);
  if (last === undefined) return;
  const { clusterId, topicId, ...exports } = last;
  const path = paths.analytics({ clusterId, topicId, group: config.consumerGroup });
  if (store.getState().pipeline !== null || !existsSync(path)) return;
  const saved = loadSaved(session, path);
  const view = viewOf(saved);
  const countedUntil = saved.activeUntilMs;
  dispatch({ type: 'analytics/recalled', view, countedUntil, exports, at: clock.now() });
}

/** Whoever opens it to count sets it aside where it is damaged. */
function loadSaved({ config, clock }: Session, path: string): SavedAnalytics {
  const trackFilePath = join(config.outputDir, TRACK_FILE_NAME);
  const onNotice = () => {};
  const store = openAnalyticsStore({ path, trackFilePath, clock, onNotice, damaged: 'refuse' });
  try {
    return store.loadAll();
  } finally {
    store.close();
  }
}

function viewOf({ partitions }: SavedAnalytics): AnalyticsView {
  const totals = mergeAnalytics(partitions.map(({ analytics }) => analytics));
  return analyticsView(totals, expiredRecords(partitions), LIST_LIMIT, () => 0);
}
