import type { Config } from '../../config.ts';
import { ConsoleError } from '../../domain/errors.ts';
import { sleep } from '../../services/clock.ts';
import { copyAnalyticsFiles, copySnapshot, copyTracks } from '../../services/hdfs/copy-exports.ts';
import { openExportQueue } from '../../services/hdfs/export-queue.ts';
import { publishQueued } from '../../services/hdfs/publish-queued.ts';
import { bytesOf, type ExportFacts } from '../../services/hdfs/queued-export.ts';
import { askFolder, askStatus } from '../../services/hdfs/watch-hdfs.ts';
import { lockExclusive } from '../../services/locks/lock.ts';
import type {
  Clock,
  ExportedFile,
  ExportView,
  TrackFileMark,
  WrittenSnapshot,
} from '../../services/ports.ts';
import { drainExports } from '../../state/commands/drain-exports.ts';
import { describeFailure } from '../../state/commands/failure.ts';
import { createHdfsLook } from '../../state/commands/hdfs-look.ts';
import type { Look } from '../../state/commands/observe.ts';
import type { Dispatch } from '../../state/events.ts';
import type { StatePaths } from '../state-paths.ts';
import { openWebHdfs } from './open-web-hdfs.ts';
import { createTrackSchedule } from './track-schedule.ts';

/**
 * Brings exports to HDFS: whatever is handed over is first copied to a queue on disk, and published
 * from there while HDFS is there. Nothing here fails or waits because HDFS does.
 */
export type Publishing = {
  /** The small files of the analytics in the output directory were saved. */
  analyticsSaved(view: ExportView): Promise<void>;
  /**
   * The track file was saved up to the mark. Its whole content goes to HDFS, so not each time: once
   * it has grown by a quarter, when it grows no more, and where `isLast`.
   */
  tracksSaved(records: number, mark: TrackFileMark, isLast: boolean): Promise<void>;
  snapshotWritten(snapshot: WrittenSnapshot, view: ExportView): Promise<void>;
  readonly look: Look;
  /** Publishes until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** Returns as soon as nothing waits any more, after `waitMs`, or at an abort: how much still waits. */
  untilPublished(waitMs: number, signal: AbortSignal): Promise<Waiting>;
};

type Waiting = { readonly exports: number; readonly bytes: number };

type PublishingDeps = {
  readonly config: Pick<Config, 'hdfsUser' | 'hdfsExportDir' | 'outputDir'>;
  readonly url: string;
  readonly paths: StatePaths;
  readonly clock: Clock;
  readonly dispatch: Dispatch;
};

/** How often the NameNode is asked how it is. */
export const HDFS_LOOK_MS = 3_000;
const POLL_MS = 50;

export async function openPublishing(deps: PublishingDeps): Promise<Publishing> {
  const { config, url, paths, clock, dispatch } = deps;
  const { hdfsExportDir: folder, outputDir } = config;
  const { hdfs, user } = openWebHdfs(config, url);
  const queue = await openExportQueue({ directory: paths.hdfsQueue(url, folder), clock });
  const schedule = createTrackSchedule();
  dispatch({ type: 'hdfs/opened', url: new URL(url).origin, user, folder, at: clock.now() });
  tellQueue();
  /** Of the newest autosave: while nothing is counted, a new one says nothing new. */
  let publishedContent = '';

  function tellQueue(): void {
    const items = queue.list();
    dispatch({
      type: 'hdfs/queue-changed',
      exports: items.length,
      snapshots: items.filter(({ kind }) => kind === 'snapshot').length,
      bytes: items.reduce((sum, item) => sum + bytesOf(item), 0),
      oldestAt: items[0]?.generatedAtMs ?? null,
      at: clock.now(),
    });
  }

  /** A failure is told and does no harm: the export itself is on this machine. */
  async function stage(
    facts: ExportFacts,
    bytes: number,
    write: (directory: string) => Promise<readonly ExportedFile[]>,
  ): Promise<boolean> {
    const { kind, name } = facts;
    try {
      const { queued, superseded } = await queue.stage(facts, bytes, write);
      if (queued === null) throw queueIsFull();
      for (const earlier of superseded) {
        dispatch({
          type: 'hdfs/export-superseded',
          kind: earlier.kind,
          name: earlier.name,
          at: clock.now(),
        });
      }
      return true;
    } catch (error) {
      const failure = describeFailure(error);
      dispatch({ type: 'hdfs/export-lost', kind, name, failure, at: clock.now() });
      return false;
    } finally {
      tellQueue();
    }
  }

  return {
    async analyticsSaved({ totals, expiredRecords, generatedAtMs }) {
      const content = [totals.total, totals.foreign, totals.unreadable, expiredRecords].join();
      if (content === publishedContent) return;
      const facts = factsOf('autosave', totals.total, generatedAtMs);
      const write = (directory: string) => copyAnalyticsFiles(outputDir, directory);
      if (await stage(facts, 0, write)) publishedContent = content;
    },
    async tracksSaved(records, mark, isLast) {
      if (!schedule.isDue(mark.bytes, isLast)) return;
      const facts = factsOf('tracks', records, clock.now());
      const write = (directory: string) => copyTracks(outputDir, directory, mark);
      if (await stage(facts, mark.bytes, write)) schedule.published(mark.bytes);
    },
    async snapshotWritten(snapshot, { totals, generatedAtMs }) {
      const name = snapshot.directory.split('/').at(-1) ?? '';
      const facts = { kind: 'snapshot', name, records: totals.total, generatedAtMs } as const;
      await stage(facts, snapshot.bytes, (directory) => copySnapshot(snapshot, directory));
    },
    look: createHdfsLook({
      askStatus: (signal) => askStatus(hdfs, signal),
      askFolder: (signal) => askFolder(hdfs, folder, signal),
      intervalMs: HDFS_LOOK_MS,
      clock,
      dispatch,
    }),
    run: (signal) =>
      drainExports(
        {
          queue,
          publish: (item, stop) => publishQueued({ hdfs, folder, clock }, queue, item, stop),
          tryLock: () => lockExclusive(paths.hdfsQueueLock(url, folder)),
          onChange: tellQueue,
          clock,
          sleep,
          dispatch,
        },
        signal,
      ),
    async untilPublished(waitMs, signal) {
      const deadline = clock.now() + waitMs;
      while (queue.list().length > 0 && clock.now() < deadline && !signal.aborted) {
        await sleep(POLL_MS, signal).catch(() => {});
      }
      const items = queue.list();
      const bytes = items.reduce((sum, item) => sum + bytesOf(item), 0);
      return { exports: items.length, bytes };
    },
  };
}

function factsOf(kind: 'autosave' | 'tracks', records: number, generatedAtMs: number): ExportFacts {
  return { kind, name: kind, records, generatedAtMs };
}

function queueIsFull(): ConsoleError {
  return new ConsoleError('HDFS_QUEUE_FULL', 'Too much waits on disk to be published to HDFS', {
    hint: 'It is in the output directory; put it into HDFS by hand, or take another snapshot when the queue is shorter.',
  });
}
