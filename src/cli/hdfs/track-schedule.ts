/** Decides when a growing track file goes to HDFS as a whole. */
export type TrackSchedule = {
  /** @param bytes - its length at this save */
  isDue(bytes: number, isLast: boolean): boolean;
  published(bytes: number): void;
};

/** By growing by this much at a time, all that is ever sent stays below five times the file. */
const GROWTH = 1.25;

export function createTrackSchedule(): TrackSchedule {
  let publishedBytes = 0;
  let seenBytes = 0;
  return {
    isDue(bytes, isLast) {
      const isQuiet = bytes === seenBytes;
      seenBytes = bytes;
      if (bytes === publishedBytes) return false;
      const isCut = bytes < publishedBytes;
      return isLast || isQuiet || isCut || bytes >= publishedBytes * GROWTH;
    },
    published(bytes) {
      publishedBytes = bytes;
    },
  };
}
