import { hostname } from 'node:os';
import {
  type AnalyticsTotals,
  createAnalyticsMerger,
} from '../domain/analytics/analytics-totals.ts';
import { ConsoleError } from '../domain/errors.ts';
import { formatCount } from '../domain/format.ts';
import { parseLedger } from '../domain/ledger.ts';
import { datasetTag } from '../domain/track.ts';
import { sleep } from '../services/clock.ts';
import { openExporter } from '../services/export/exporter.ts';
import { TRACK_FILE_NAME, trackCsvLine } from '../services/export/track-line.ts';
import type { Lock } from '../services/locks/lock.ts';
import type {
  AnalyticsStore,
  Broker,
  ExportView,
  PartitionState,
  RecordConsumer,
  SavedAnalytics,
  WrittenSnapshot,
} from '../services/ports.ts';
import { createAnalyticsLook } from '../state/commands/analytics-look.ts';
import { consume } from '../state/commands/consume.ts';
import { CountedStates } from '../state/commands/counted-states.ts';
import type { ConsumeOptions } from '../state/commands/membership.ts';
import type { Look } from '../state/commands/observe.ts';
import type { TrackLine } from '../state/commands/partition-counter.ts';
import { trackLinesFromLog } from '../state/commands/track-lines.ts';
import { analyticsPath, openStore } from './open-pipeline.ts';
import { lockExports } from './output-locks.ts';
import type { Session } from './session.ts';

/** The consuming half of a session: group member, analytics and exports of one topic. */
export type Consuming = {
  readonly consumer: RecordConsumer;
  /** What was counted and saved, by all members, at the newest look; `undefined` before the first. */
  counted(): ExportView | undefined;
  /** What the newest exports on disk cover; `undefined` before the first. */
  exported(): ExportView | undefined;
  consume(options: Pick<ConsumeOptions, 'batchSize' | 'until'>, signal: AbortSignal): Promise<void>;
  snapshot(): Promise<WrittenSnapshot>;
  /** Shows the analytics as they grow; of what other members count, as it was last exported. */
  readonly analyticsLook: Look;
  close(): void;
};

/** No network lies between a member and the embedded log, so that a lost one is noticed sooner. */
const EMBEDDED_SESSION_TIMEOUT_MS = 3_000;

/** How often, and after how long, it is looked whether what was counted is saved. */
const SAVE_LOOKS = 5;
const SAVE_LOOK_MS = 200;

/** How long another member's rebuild of the track file is waited for. */
const REBUILD_WAIT_MS = 10_000;

export async function openConsuming(
  session: Session,
  broker: Broker,
  topic: { readonly name: string; readonly topicId: string },
): Promise<Consuming> {
  const { config, clock, dispatch, reporter } = session;
  const { outputDir, spreadsheetSafe, consumerGroup: groupId } = config;
  const exporter = await openExporter({ outputDir, spreadsheetSafe });
  const storePath = analyticsPath(session, broker, topic.topicId);
  const { lock, store } = await openLockedStore(session, storePath);
  const clientId = `trackdeck-${hostname()}-${process.pid}`;
  const consumer = broker.createConsumer({
    groupId,
    topic: topic.name,
    clientId,
    ...(broker.kind === 'embedded' ? { sessionTimeoutMs: EMBEDDED_SESSION_TIMEOUT_MS } : {}),
  });
  const trackLine: TrackLine = (track, at) => trackCsvLine(track, at, { spreadsheetSafe });
  const judgeDemo = demoJudge(broker, topic.name);
  const merger = createAnalyticsMerger();
  const merge = (states: readonly PartitionState[]) =>
    merger.merge(states.map(({ analytics }) => analytics));
  const countedStates = new CountedStates(() => store.loadAll().partitions);
  let counted: ExportView | undefined;
  let exported: ExportView | undefined;

  async function viewOf(saved: SavedAnalytics): Promise<ExportView> {
    const totals = merge(saved.partitions);
    return {
      totals,
      activeMs: saved.activeMs,
      expiredRecords: saved.partitions.reduce((sum, part) => sum + part.expiredRecords, 0),
      generatedAtMs: clock.now(),
      isDemo: await judgeDemo(totals),
    };
  }

  /** What is counted now is on show already, and saved a moment later. */
  async function savedWithAllCounted(): Promise<SavedAnalytics> {
    const counted = new Map(
      countedStates.now().map(({ partition, nextOffset }) => [partition, nextOffset]),
    );
    for (let look = 1; ; look += 1) {
      const saved = store.loadAll();
      const isCovered = [...counted].every(([partition, next]) =>
        saved.partitions.some((part) => part.partition === partition && part.nextOffset >= next),
      );
      if (isCovered || look === SAVE_LOOKS) return saved;
      await sleep(SAVE_LOOK_MS, session.stop.signal);
    }
  }

  async function rebuildTrackFile(signal: AbortSignal): Promise<void> {
    let expired = 0;
    const onExpired = (_: number, offsets: number) => {
      expired += offsets;
    };
    const lines = trackLinesFromLog({ broker, topic: topic.name, trackLine, onExpired }, signal);
    if (!(await store.rebuildTrackFile(lines, signal, REBUILD_WAIT_MS))) return;
    const missing = expired === 0 ? '' : `, without ${formatCount(expired)} expired offsets`;
    const text = `${TRACK_FILE_NAME} was not what was saved and was rebuilt from the topic${missing}`;
    dispatch({ type: 'notice/raised', level: 'warning', text, at: clock.now() });
  }

  /** Loading and saving in one go, so that no member puts an older view over a newer one. */
  async function saveExports(inMemory: readonly PartitionState[]): Promise<void> {
    const view = await store.exclusively(async () => {
      const saved = store.loadAll(inMemory);
      countedStates.refresh(saved.partitions);
      counted = await viewOf(saved);
      await exporter.save(counted);
      return counted;
    });
    exported = view;
    const { isDemo, totals } = view;
    dispatch({
      type: 'exports/saved',
      records: totals.total,
      datasets: Object.fromEntries(totals.datasets),
      isDemo,
      directory: outputDir,
      at: clock.now(),
    });
    reporter.dashboard(view.totals);
  }

  return {
    consumer,
    counted: () => counted,
    exported: () => exported,
    consume: (options, signal) =>
      consume(
        {
          consumer,
          store,
          committedOffsets: async () =>
            // The embedded log and its only store lie in one directory: a lost store may be made anew.
            broker.kind === 'embedded' ? new Map() : broker.committedOffsets(groupId, topic.name),
          clock,
          sleep,
          dispatch,
          onCounting: (states) => countedStates.follow(states),
          trackLine,
          rebuildTrackFile,
          saveExports,
        },
        {
          ...options,
          exportIntervalMs: config.statsIntervalSeconds * 1000,
          patienceMs: session.patienceMs,
          waitsForDisk: session.patienceMs === Number.POSITIVE_INFINITY,
        },
        signal,
      ),
    async snapshot() {
      const saved = await savedWithAllCounted();
      const { trackFile } = saved;
      if (trackFile === null) throw trackFileBeingRebuilt(outputDir);
      const offsets = saved.partitions.map(
        ({ partition, nextOffset }) => [partition, nextOffset] as const,
      );
      return exporter.snapshot({ ...(await viewOf(saved)), trackFile, offsets: new Map(offsets) });
    },
    analyticsLook: createAnalyticsLook({
      states: () => countedStates.now(),
      merge,
      clock,
      dispatch,
    }),
    close() {
      store.close();
      lock.release();
    },
  };
}

async function openLockedStore(
  session: Session,
  path: string,
): Promise<{ readonly lock: Lock; readonly store: AnalyticsStore }> {
  const lock = lockExports(session, path);
  try {
    return { lock, store: await openStore(session, path) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function trackFileBeingRebuilt(outputDir: string): ConsoleError {
  return new ConsoleError('TRACK_FILE_DAMAGED', `The track file in ${outputDir} is missing`, {
    hint: 'It is rebuilt from the topic at the next save of the exports; then try again.',
    context: { outputDir },
  });
}

/** Tells whether any of the counted data sets is demo data, by the ledgers that brought them in. */
function demoJudge(broker: Broker, topic: string): (totals: AnalyticsTotals) => Promise<boolean> {
  const known = new Map<string, boolean>();
  return async ({ datasets }) => {
    const tags = [...datasets.keys()];
    if (tags.some((tag) => !known.has(tag))) {
      for (const [key, text] of await broker.readLedger()) {
        if (!key.startsWith(`${topic}/`)) continue;
        const ledger = parseLedger(key, text);
        known.set(datasetTag(ledger.datasetSha256), ledger.isDemo);
      }
    }
    return tags.some((tag) => known.get(tag) === true);
  };
}

/** Refuses to work beside members that this process must not share the group with. */
export function groupIsTaken(group: string, stateDir: string): ConsoleError {
  return new ConsoleError(
    'STATE_DIR_BUSY',
    `Another trackdeck is a member of the group ${group} on ${stateDir}`,
    {
      hint: 'Stop it first, or choose another --consumer-group or --state-dir.',
      context: { group, stateDir },
    },
  );
}
