import { hostname } from 'node:os';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { createAnalyticsMerger } from '../domain/analytics/analytics-totals.ts';
import { ConsoleError } from '../domain/errors.ts';
import { formatCount } from '../domain/format.ts';
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
  TrackFileMark,
  WrittenSnapshot,
} from '../services/ports.ts';
import type { CountedSpan } from '../services/spark/spark-run.ts';
import { createAnalyticsLook } from '../state/commands/analytics-look.ts';
import { type ArtistSearch, createArtistSearch } from '../state/commands/artist-search.ts';
import { consume } from '../state/commands/consume.ts';
import { countedSpan } from '../state/commands/counted-span.ts';
import { CountedStates } from '../state/commands/counted-states.ts';
import { expiredRecords } from '../state/commands/expired-records.ts';
import { describeFailure } from '../state/commands/failure.ts';
import type { ConsumeOptions } from '../state/commands/membership.ts';
import type { Look } from '../state/commands/observe.ts';
import type { TrackLine } from '../state/commands/partition-counter.ts';
import { trackLinesFromLog } from '../state/commands/track-lines.ts';
import { demoJudge } from './demo-judge.ts';
import { keepLastExports } from './last-exports.ts';
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
  /** Saves the exports of what was counted earlier, where anything was: they are there then, and known. */
  saveEarlierExports(): Promise<void>;
  consume(options: Pick<ConsumeOptions, 'batchSize' | 'until'>, signal: AbortSignal): Promise<void>;
  /** What is under way is finished before the consuming ends. */
  snapshot(): Promise<WrittenSnapshot>;
  /** What is counted now, by all members, and of which offsets. */
  countedSpan(): Promise<CountedSpan>;
  /** Shows the analytics as they grow; of what other members count, as it was last exported. */
  readonly analyticsLook: Look;
  /** Among all artists of the newest analytics shown. */
  readonly searchArtists: ArtistSearch['search'];
  close(): Promise<void>;
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
  const openHere = () => openStore(session, storePath, broker, topic.name);
  const { lock, store } = await openLocked(session, storePath, openHere);
  const clientId = `trackdeck-${hostname()}-${process.pid}`;
  const consumer = broker.createConsumer({
    groupId,
    topic: topic.name,
    clientId,
    onStalled: (thrown) =>
      dispatch({ type: 'consumer/stalled', failure: describeFailure(thrown), at: clock.now() }),
    ...(broker.kind === 'embedded' ? { sessionTimeoutMs: EMBEDDED_SESSION_TIMEOUT_MS } : {}),
  });
  const trackLine: TrackLine = (track, at) => trackCsvLine(track, at, { spreadsheetSafe });
  const judgeDemo = demoJudge(broker, topic.name, () => session.store.getState().producer);
  const merger = createAnalyticsMerger();
  const merge = (states: readonly PartitionState[]) =>
    merger.merge(states.map(({ analytics }) => analytics));
  const artists = createArtistSearch({ clock: performance, sleep }, session.stop.signal);
  const countedStates = new CountedStates(() => store.loadAll().partitions);
  /** In this process, before this time of consuming. */
  const countedEarlier = session.store.getState().consumer.countedNow;
  let counted: ExportView | undefined;
  let exported: ExportView | undefined;
  let lastSnapshot: Promise<unknown> = Promise.resolve();

  async function viewOf(saved: SavedAnalytics): Promise<ExportView> {
    const totals = merge(saved.partitions);
    return {
      totals,
      activeMs: saved.activeMs,
      expiredRecords: expiredRecords(saved.partitions),
      generatedAtMs: clock.now(),
      isDemo: await judgeDemo(totals),
    };
  }

  /** What is counted now is on show already, and saved a moment later, by a stop too. */
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
      await setTimeout(SAVE_LOOK_MS);
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
    const { counted: view, trackFile } = await store.exclusively(async () => {
      const saved = store.loadAll(inMemory);
      countedStates.refresh(saved.partitions);
      counted = await viewOf(saved);
      await exporter.save(counted);
      await session.publishing?.analyticsSaved(counted);
      return { counted, trackFile: saved.trackFile };
    });
    await publishTracks(view.totals.total, trackFile, false);
    exported = view;
    const { isDemo, totals } = view;
    const exports = {
      records: totals.total,
      datasets: Object.fromEntries(totals.datasets),
      isDemo,
      directory: outputDir,
    };
    const at = clock.now();
    dispatch({ type: 'exports/saved', ...exports, at });
    await keepLastExports(session, broker, topic.topicId, { ...exports, savedAt: at });
    reporter.dashboard(view.totals);
  }

  async function publishTracks(records: number, mark: TrackFileMark | null, isLast: boolean) {
    if (mark !== null) await session.publishing?.tracksSaved(records, mark, isLast);
  }

  /** What a growing track file has kept back so far. */
  async function publishLastTracks(): Promise<void> {
    if (session.publishing === undefined) return;
    const { partitions, trackFile } = store.loadAll();
    await publishTracks(merge(partitions).total, trackFile, true);
  }

  async function consumeRecords(
    options: Pick<ConsumeOptions, 'batchSize' | 'until'>,
    signal: AbortSignal,
  ): Promise<void> {
    await consume(
      {
        consumer,
        store,
        committedOffsets: async () =>
          // The embedded log and its only store lie in one directory: a lost store may be made anew.
          broker.kind === 'embedded' ? new Map() : broker.committedOffsets(groupId, topic.name),
        clock,
        sleep,
        dispatch,
        onCounting: (counting) => countedStates.follow(counting),
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
    );
  }

  async function writeSnapshot(): Promise<WrittenSnapshot> {
    // That it has begun goes out first: to load and merge what is counted takes one long turn.
    await setImmediate();
    const saved = await savedWithAllCounted();
    const { trackFile } = saved;
    if (trackFile === null) throw trackFileBeingRebuilt(outputDir);
    const offsets = saved.partitions.map(
      ({ partition, nextOffset }) => [partition, nextOffset] as const,
    );
    const view = await viewOf(saved);
    const written = await exporter.snapshot({ ...view, trackFile, offsets: new Map(offsets) });
    await session.publishing?.snapshotWritten(written, view);
    return written;
  }

  return {
    consumer,
    counted: () => counted,
    exported: () => exported,
    async saveEarlierExports() {
      const earlier = countedStates.now();
      if (earlier.some(({ nextOffset }) => nextOffset > 0)) await saveExports(earlier);
    },
    async consume(options, signal) {
      try {
        await consumeRecords(options, signal);
        await publishLastTracks();
      } finally {
        await lastSnapshot;
      }
    },
    snapshot() {
      const written = writeSnapshot();
      lastSnapshot = written.catch(() => {});
      return written;
    },
    async countedSpan() {
      return countedSpan((await savedWithAllCounted()).partitions);
    },
    analyticsLook: createAnalyticsLook({
      states: () => countedStates.now(),
      recordsCounted: () => countedEarlier + countedStates.recordsCounted,
      merge(states) {
        const totals = merge(states);
        artists.update(totals);
        return totals;
      },
      clock,
      dispatch,
    }),
    searchArtists: artists.search,
    async close() {
      await lastSnapshot;
      store.close();
      lock.release();
    },
  };
}

async function openLocked(
  session: Session,
  path: string,
  open: () => Promise<AnalyticsStore>,
): Promise<{ readonly lock: Lock; readonly store: AnalyticsStore }> {
  const lock = lockExports(session, path);
  try {
    return { lock, store: await open() };
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
