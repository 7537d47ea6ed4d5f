import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { mergeAnalytics } from '../../../../src/domain/analytics/analytics-totals.ts';
import { PartitionAnalytics } from '../../../../src/domain/analytics/partition-analytics.ts';
import type { Track } from '../../../../src/domain/track.ts';
import { openExporter } from '../../../../src/services/export/exporter.ts';
import { newestSnapshot } from '../../../../src/services/export/newest-snapshot.ts';
import { TRACK_FILE_HEADER } from '../../../../src/services/export/track-line.ts';
import type { SnapshotView, TrackFileMark } from '../../../../src/services/ports.ts';
import { scratchDirectory } from '../../../support/scratch.ts';
import { trackOf } from '../../../support/tracks.ts';

const ABOVE_EVERY_PROCESS_ID = 2 ** 22 + 1;

function makeOutputDir(): string {
  const parent = scratchDirectory();
  return join(parent, 'output');
}

function viewOf(tracks: readonly Track[], fields: Partial<SnapshotView> = {}): SnapshotView {
  const analytics = new PartitionAnalytics();
  for (const track of tracks) analytics.add(track, '0123456789abcdef');
  return {
    totals: mergeAnalytics([analytics]),
    activeMs: 4_000,
    expiredRecords: 3,
    generatedAtMs: Date.UTC(2026, 10, 22, 3, 4, 5, 678),
    isDemo: false,
    offsets: new Map([
      [1, 20],
      [0, 12],
    ]),
    trackFile: { bytes: 0, inode: 0, tailCrc32: 0 },
    ...fields,
  };
}

/** A track file whose first lines are marked, and which has grown since. */
function writeTrackFile(outputDir: string): {
  readonly mark: TrackFileMark;
  readonly text: string;
} {
  mkdirSync(outputDir, { recursive: true });
  const path = join(outputDir, 'processed_tracks.csv');
  const text = `${TRACK_FILE_HEADER}${'a line\n'.repeat(20_000)}the last marked\n`;
  writeFileSync(path, text);
  const bytes = Buffer.byteLength(text);
  const mark = { bytes, inode: statSync(path).ino, tailCrc32: crc32(text.slice(-4096)) };
  appendFileSync(path, 'a line of a later save\n');
  return { mark, text };
}

function readJson(path: string) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

describe('exports', () => {
  test('hold the analytics in the names and shapes of the original', async () => {
    const outputDir = makeOutputDir();
    const exporter = await openExporter({ outputDir, spreadsheetSafe: false });

    await exporter.save(
      viewOf(
        [
          trackOf({ track_id: 'a', artists: 'Ada;Bo', popularity: 10, explicit: true }),
          trackOf({ track_id: 'b', artists: 'Bo', popularity: 20, energy: 0.75 }),
          trackOf({ track_id: 'b', artists: null, track_genre: 'dub' }),
        ],
        { isDemo: true },
      ),
    );

    const json = readJson(join(outputDir, 'spotify_analytics.json'));
    expect(json).toMatchObject({
      summary: {
        total_tracks_processed: 3,
        processing_duration_seconds: 4,
        tracks_per_second: 0.75,
        unique_genres: 2,
        unique_artists: 2,
        unique_artist_names: 2,
        unique_tracks: 2,
        incomplete_tracks: 1,
        expired_records: 3,
        demo: true,
        generated_at: '2026-11-22T03:04:05.678Z',
      },
      top_genres: { folk: 2, dub: 1 },
      top_artists: { 'Ada;Bo': 1, Bo: 1 },
      top_artist_names: { Bo: 2, Ada: 1 },
      tracks_per_dataset: { '0123456789abcdef': 3 },
    });
    expect(json.audio_features_avg.energy).toMatchObject({ min: 0.25, max: 0.75, count: 3 });
    expect(json.audio_features_avg.energy.average).toBeCloseTo(1.25 / 3, 15);
    expect(json.genres.folk.popularity).toEqual({ average: 15, min: 10, max: 20 });
    expect(json.genres.folk.audio_features.energy.average).toBe(0.5);
  });

  test('rank names that look like numbers where they belong', async () => {
    const outputDir = makeOutputDir();
    const exporter = await openExporter({ outputDir, spreadsheetSafe: false });
    const tracks = ['Ada', 'Ada', 'Ada', '1975', '1975', '311'].map((artists) =>
      trackOf({ artists }),
    );

    await exporter.save(viewOf(tracks));

    const text = readFileSync(join(outputDir, 'spotify_analytics.json'), 'utf8');
    expect(text).toMatch(/"top_artists": \{\s+"Ada": 3,\s+"1975": 2,\s+"311": 1\s+\}/);
    expect(readFileSync(join(outputDir, 'top_artists.csv'), 'utf8')).toBe(
      'artist,count\nAda,3\n1975,2\n311,1\n',
    );
  });

  test('list the twenty first names, defused when asked', async () => {
    const outputDir = makeOutputDir();
    const exporter = await openExporter({ outputDir, spreadsheetSafe: true });
    const tracks = Array.from({ length: 25 }, (_, number) =>
      trackOf({ artists: '=A, B', track_genre: `genre ${String.fromCharCode(97 + number)}` }),
    );

    await exporter.save(viewOf(tracks));

    const genres = readFileSync(join(outputDir, 'top_genres.csv'), 'utf8').split('\n');
    expect(genres).toHaveLength(1 + 20 + 1);
    expect(genres.slice(0, 2)).toEqual(['genre,count', 'genre a,1']);
    expect(readFileSync(join(outputDir, 'top_artists.csv'), 'utf8')).toBe(
      'artist,count\n"\'=A, B",25\n',
    );
  });

  test('come back after the directory was removed, and leave nothing else there', async () => {
    const outputDir = makeOutputDir();
    const exporter = await openExporter({ outputDir, spreadsheetSafe: false });
    await exporter.save(viewOf([trackOf()]));
    rmSync(outputDir, { recursive: true });

    await exporter.save(viewOf([trackOf()]));

    expect(readdirSync(outputDir).sort()).toEqual([
      'spotify_analytics.json',
      'top_artists.csv',
      'top_genres.csv',
    ]);
  });

  test('name the output directory when it is a file', async () => {
    const outputDir = makeOutputDir();
    writeFileSync(outputDir, '');
    const exporter = await openExporter({ outputDir, spreadsheetSafe: false });

    const saving = exporter.save(viewOf([]));

    await expect(saving).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
  });

  test('come back when the directory is removed while they are written', async () => {
    const outputDir = makeOutputDir();
    const exporter = await openExporter({ outputDir, spreadsheetSafe: false });
    mkdirSync(outputDir);

    const saving = exporter.save(viewOf([trackOf()]));
    // A file that is written shows under its temporary name for several turns of the event loop.
    while (readdirSync(outputDir).length === 0) await setImmediate();
    rmSync(outputDir, { recursive: true });
    await saving;

    expect(readdirSync(outputDir)).toContain('spotify_analytics.json');
  });

  test('that fail for no usual reason say so', async () => {
    const outputDir = join(makeOutputDir(), 'x'.repeat(300));
    const exporter = await openExporter({ outputDir, spreadsheetSafe: false });

    const saving = exporter.save(viewOf([]));

    await expect(saving).rejects.toMatchObject({
      code: 'FILE_FAILED',
      exitCode: 1,
      message: expect.stringContaining('ENAMETOOLONG'),
    });
  });

  test('leave no half-written file when the last step fails', async () => {
    const outputDir = makeOutputDir();
    mkdirSync(join(outputDir, 'spotify_analytics.json'), { recursive: true });
    const exporter = await openExporter({ outputDir, spreadsheetSafe: false });

    const saving = exporter.save(viewOf([]));

    await expect(saving).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
    expect(readdirSync(outputDir)).toEqual(['spotify_analytics.json']);
  });

  test('start by removing what a dead process left, and only that', async () => {
    const outputDir = makeOutputDir();
    mkdirSync(join(outputDir, 'snapshots'), { recursive: true });
    const dead = `.top_genres.csv.${hostname()}.${ABOVE_EVERY_PROCESS_ID}.0123abcd.tmp`;
    const alive = `.top_genres.csv.${hostname()}.${process.ppid}.0123abcd.tmp`;
    const elsewhere = `.top_genres.csv.another-host.${ABOVE_EVERY_PROCESS_ID}.0123abcd.tmp`;
    const own = `.top_genres.csv.${hostname()}.${process.pid}.0123abcd.tmp`;
    for (const name of [dead, alive, elsewhere, own, 'mine.tmp']) {
      writeFileSync(join(outputDir, name), '');
    }
    mkdirSync(join(outputDir, 'snapshots', dead));

    await openExporter({ outputDir, spreadsheetSafe: false });

    expect(readdirSync(outputDir).sort()).toEqual(
      [alive, elsewhere, own, 'mine.tmp', 'snapshots'].sort(),
    );
    expect(readdirSync(join(outputDir, 'snapshots'))).toEqual([]);
  });
});

describe('the newest snapshot', () => {
  test('is found by a later process, with its size and time', async () => {
    const outputDir = makeOutputDir();
    const { mark } = writeTrackFile(outputDir);
    const exporter = await openExporter({ outputDir, spreadsheetSafe: false });
    await exporter.snapshot(viewOf([trackOf()], { trackFile: mark }));
    const { directory, bytes } = await exporter.snapshot(viewOf([trackOf()], { trackFile: mark }));
    mkdirSync(join(outputDir, 'snapshots', 'of mine'));

    const found = await newestSnapshot(outputDir);

    const writtenAt = statSync(join(directory, 'manifest.json')).mtimeMs;
    expect(directory).toMatch(/05Z-2$/);
    expect(found).toEqual({ directory, bytes, writtenAt });
  });

  test('is the newest that can be read, and none where there is none', async () => {
    const outputDir = makeOutputDir();
    const { mark } = writeTrackFile(outputDir);
    const exporter = await openExporter({ outputDir, spreadsheetSafe: false });
    const before = await newestSnapshot(outputDir);
    const { directory } = await exporter.snapshot(viewOf([trackOf()], { trackFile: mark }));
    mkdirSync(join(outputDir, 'snapshots', '2026-11-23T00-00-00Z'));

    const after = await newestSnapshot(outputDir);

    expect(before).toBeUndefined();
    expect(after?.directory).toBe(directory);
  });
});

describe('snapshot', () => {
  test('has the four files of one moment, and a manifest that vouches for them', async () => {
    const outputDir = makeOutputDir();
    const { mark, text } = writeTrackFile(outputDir);
    const exporter = await openExporter({ outputDir, spreadsheetSafe: false });

    const snapshot = await exporter.snapshot(viewOf([trackOf()], { trackFile: mark }));

    expect(snapshot.directory).toBe(join(outputDir, 'snapshots', '2026-11-22T03-04-05Z'));
    expect(readFileSync(join(snapshot.directory, 'processed_tracks.csv'), 'utf8')).toBe(text);
    const manifest = readJson(join(snapshot.directory, 'manifest.json'));
    expect(manifest).toMatchObject({ offsets: { 0: 12, 1: 20 }, records: 1 });
    expect(manifest.files.map(({ name }: { name: string }) => name).sort()).toEqual([
      'processed_tracks.csv',
      'spotify_analytics.json',
      'top_artists.csv',
      'top_genres.csv',
    ]);
    for (const { name, bytes, sha256 } of manifest.files) {
      const content = readFileSync(join(snapshot.directory, name));
      expect([bytes, sha256]).toEqual([
        content.length,
        createHash('sha256').update(content).digest('hex'),
      ]);
    }
  });

  test('of the same second has a directory of its own', async () => {
    const outputDir = makeOutputDir();
    const exporter = await openExporter({ outputDir, spreadsheetSafe: false });

    await exporter.snapshot(viewOf([]));
    await exporter.snapshot(viewOf([trackOf()]));
    await exporter.snapshot(viewOf([]));

    const snapshots = join(outputDir, 'snapshots');
    expect(readdirSync(snapshots).sort()).toEqual([
      '2026-11-22T03-04-05Z',
      '2026-11-22T03-04-05Z-2',
      '2026-11-22T03-04-05Z-3',
    ]);
    expect(readJson(join(snapshots, '2026-11-22T03-04-05Z-2', 'manifest.json')).records).toBe(1);
  });

  test('before the first save has a track file with its header only', async () => {
    const outputDir = makeOutputDir();
    const exporter = await openExporter({ outputDir, spreadsheetSafe: false });

    const { directory } = await exporter.snapshot(viewOf([]));

    expect(readFileSync(join(directory, 'processed_tracks.csv'), 'utf8')).toBe(TRACK_FILE_HEADER);
  });

  test.each<[string, (path: string) => void]>([
    ['removed', (path) => rmSync(path)],
    ['cut', (path) => writeFileSync(path, TRACK_FILE_HEADER)],
    [
      'changed',
      (path) => writeFileSync(path, readFileSync(path, 'utf8').replace('the last', 'THE LAST')),
    ],
    [
      'replaced',
      (path) => {
        writeFileSync(`${path}.new`, readFileSync(path));
        renameSync(`${path}.new`, path);
      },
    ],
  ])('is not made of a track file that was %s since', async (_, damage) => {
    const outputDir = makeOutputDir();
    const { mark } = writeTrackFile(outputDir);
    const exporter = await openExporter({ outputDir, spreadsheetSafe: false });
    damage(join(outputDir, 'processed_tracks.csv'));

    const taking = exporter.snapshot(viewOf([trackOf()], { trackFile: mark }));

    await expect(taking).rejects.toMatchObject({ code: 'TRACK_FILE_DAMAGED' });
    expect(existsSync(join(outputDir, 'snapshots'))).toBe(true);
    expect(readdirSync(join(outputDir, 'snapshots'))).toEqual([]);
  });
});
