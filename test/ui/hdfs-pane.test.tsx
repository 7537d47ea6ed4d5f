import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { HDFS_SCENES } from '../support/ui/hdfs-scenes.ts';
import { renderFrame } from '../support/ui/render-frame.tsx';
import { SCENES } from '../support/ui/scenes.ts';

const WIDE = { columns: 160, rows: 48 };
const VIEW = { view: { focus: 'hdfs' } } as const;

/** All text of the frame, blanks drawn together. */
function textOf(frame: string): string {
  return frame.replaceAll(/[│┃\s]+/g, ' ');
}

test.each([
  ['160x48', WIDE],
  ['120x38', { columns: 120, rows: 38 }],
  ['80x22', { columns: 80, rows: 22 }],
  ['60x14', { columns: 60, rows: 14 }],
] as const)('HDFS beside an ingest at %s', async (name, size) => {
  await expect(renderFrame(HDFS_SCENES.dead, size, VIEW)).toMatchFileSnapshot(
    `frames/hdfs-${name}.txt`,
  );
});

test('without HDFS no pane and no tab speaks of it', () => {
  const frames = [WIDE, { columns: 80, rows: 22 }, { columns: 100, rows: 14 }].map((size) =>
    renderFrame(SCENES.ingesting, size),
  );

  expect(frames.filter((frame) => /HDFS/.test(frame))).toEqual([]);
});

test.each([
  ['silent', 'DATANODE SILENT datanode:9866: no heartbeat for 42 s'],
  ['dead', 'NO DATANODE datanode:9866 is dead, no heartbeat for 10 m'],
  ['safeMode', 'SAFE MODE Safe mode is ON. It was turned on manually.'],
  ['away', 'AWAY for 13 m Cannot reach HDFS at namenode:9870'],
  ['failing', 'PUBLISHING FAILS for 30 s A quota of HDFS stands against it'],
  ['operational', 'operational'],
  ['connecting', 'connecting'],
] as const)('in the case of %s the pane says %s', (scene, words) => {
  const frame = renderFrame(
    HDFS_SCENES[scene],
    { columns: 70, rows: 30 },
    {
      view: { focus: 'hdfs', isZoomed: true },
    },
  );

  expect(textOf(frame)).toContain(words);
});

test.each([
  ['away', 'exports wait on disk; next try in 2 s'],
  ['failing', 'to write /trackdeck/exports/a; next try in 21 s'],
] as const)('in the case of %s the pane says when it is tried again', (scene, words) => {
  const view = { focus: 'hdfs', isZoomed: true } as const;

  expect(textOf(renderFrame(HDFS_SCENES[scene], WIDE, { view }))).toContain(words);
});

test('while the NameNode is away its figures are old, with their age, and the rest is unharmed', () => {
  const frame = renderFrame(HDFS_SCENES.away, WIDE, VIEW);

  expect(textOf(frame)).toMatch(/live nodes 1\? 13 m/);
  expect(textOf(frame)).toMatch(/queue 3, 26\.4 MB/);
  expect(textOf(frame)).toContain('publishing');
});

test('zoomed it names address, folder and the newest snapshots with their ages', () => {
  const view = { focus: 'hdfs', isZoomed: true } as const;

  const frame = renderFrame(HDFS_SCENES.operational, WIDE, { view });

  expect(textOf(frame)).toContain('address http://namenode:9870');
  expect(textOf(frame)).toContain('folder /trackdeck/exports');
  expect(textOf(frame)).toContain('2026-11-24T11-59-00Z 58 s ago');
});

test('at all sizes it fills its rows, passes no edge and cuts no word of ours', () => {
  const scenes = Object.values(HDFS_SCENES);
  const heights = [5, 9, 14, 22, 26, 38, 48];
  const shots = Array.from({ length: 141 }, (_, index) => ({
    columns: 20 + index,
    rows: heights[Math.floor(index / 7) % 7] ?? 5,
    scene: scenes[index % 7] ?? HDFS_SCENES.away,
  }));

  const faults = shots.flatMap(({ scene, ...size }) => {
    const lines = renderFrame(scene, size, VIEW).split('\n');
    const wide = lines.filter((line) => stringWidth(line) > size.columns);
    const cut = lines.filter((line) =>
      /(HDFS|nodes?|blocks?|copies|queue|published|free)…/.test(line),
    );
    const rows = lines.length === size.rows ? [] : [`${lines.length} rows`];
    return [...rows, ...wide, ...cut].map((fault) => `${size.columns}x${size.rows} ${fault}`);
  });

  expect(faults).toEqual([]);
});
