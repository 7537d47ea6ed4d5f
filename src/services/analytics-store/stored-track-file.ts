import { ConsoleError } from '../../domain/errors.ts';
import type { Clock, TrackFileMark } from '../ports.ts';
import type { StoreRows, TrackFileRow } from './store-rows.ts';
import { appendTrackLines, intactTrackFile, putInPlace, startTrackFile } from './track-file.ts';

export type StoredTrackFileDeps = {
  readonly rows: StoreRows;
  /** Where this member writes it, absolute. */
  readonly path: string;
  readonly clock: Clock;
  /** Told, as a sentence for the operator, what was set aside. */
  readonly onNotice: (sentence: string) => void;
};

/** The track file and what the store knows of it; every method is called inside a transaction. */
export type StoredTrackFile = {
  /** A store that was written with another output directory has no track file in this one yet. */
  adopt(): void;
  /** @throws `OUTPUT_DIR_DIFFERS` */
  requireSame(): void;
  /** Makes the file if the store has never had one. */
  start(): void;
  /** @param lines - UTF-8 */
  append(lines: Uint8Array): void;
  /** `null` while the file is damaged. */
  mark(): TrackFileMark | null;
  /** Whether the file is damaged; if so no save writes lines from now on, until it is replaced. */
  markDamage(): boolean;
  /** Puts a file with every saved line in place. */
  replace(temporary: string, mark: TrackFileMark): void;
};

export function createStoredTrackFile(deps: StoredTrackFileDeps): StoredTrackFile {
  const { rows, path, clock, onNotice } = deps;
  const update = (changes: Partial<TrackFileRow>) =>
    rows.updateTrackFile({ ...rows.trackFile(), ...changes });
  const tell = (aside: string | undefined) => {
    if (aside === undefined) return;
    onNotice(`${path} was not as this topic and consumer group left it; it is now ${aside}`);
  };

  function adopt(): void {
    const row = rows.trackFile();
    if (row.path === path) return;
    update({ path, isDamaged: row.isDamaged || row.mark.bytes > 0 });
  }

  function mark(): TrackFileMark | null {
    const row = rows.trackFile();
    if (row.isDamaged) return null;
    if (row.mark.bytes === 0) return row.mark;
    if (row.path !== path) return null;
    return intactTrackFile(path, row.mark) ?? null;
  }

  return {
    adopt,
    mark,
    requireSame() {
      const { path: other } = rows.trackFile();
      if (other !== path) throw writesElsewhere(path, other);
    },
    start() {
      const row = rows.trackFile();
      if (row.isDamaged || row.mark.bytes > 0) return;
      const started = startTrackFile(path, clock.now());
      tell(started?.aside);
      update(started === undefined ? { isDamaged: true } : { mark: started.mark });
    },
    append(lines) {
      const row = rows.trackFile();
      if (row.isDamaged) return;
      const grown = appendTrackLines(path, row.mark, lines);
      update(grown === undefined ? { isDamaged: true } : { mark: grown });
    },
    markDamage() {
      adopt();
      if (mark() !== null) return false;
      update({ isDamaged: true });
      return true;
    },
    replace(temporary, rebuilt) {
      tell(putInPlace(temporary, path, clock.now()));
      update({ mark: rebuilt, isDamaged: false });
    },
  };
}

function writesElsewhere(path: string, other: string): ConsoleError {
  return new ConsoleError(
    'OUTPUT_DIR_DIFFERS',
    `Another member of this group writes its tracks to ${other}, not ${path}`,
    {
      hint: 'Start all members of a group with the same --output-dir.',
      context: { path, other },
    },
  );
}
