import { expect, test } from 'vitest';
import type { MirrorView } from '../../src/engine/mirror-view.ts';
import { type ConsoleState, reduce } from '../../src/state/store.ts';
import { HDFS_SCENES } from '../support/ui/hdfs-scenes.ts';
import { renderFrame } from '../support/ui/render-frame.tsx';
import { NOW, SCENES } from '../support/ui/scenes.ts';
import { withShortData } from '../support/ui/short-data.ts';

const WIDE = { columns: 160, rows: 48 };
const ZOOMED = { view: { focus: 'pipeline', isZoomed: true } } as const;

function picture(view: MirrorView, size = WIDE): string {
  return renderFrame(view, size, ZOOMED);
}

/** The words in the box of a stop, from its title on. */
function boxOf(frame: string, name: string): readonly string[] {
  const lines = frame.split('\n');
  const top = lines.findIndex(
    (line) => line.includes(`─ ${name} ─`) || line.includes(`━ ${name} ━`),
  );
  const left = (lines[top] ?? '').search(new RegExp(`[┌┏][─━] ${name} `));
  const cells = (lines[top] ?? '').slice(left).search(/[┐┓]/);
  return lines.slice(top + 1, top + 6).map((line) =>
    line
      .slice(left + 1, left + cells)
      .replaceAll(/[━─]+/g, '')
      .replaceAll(/[▏▎▍▌▋▊▉█]+/g, '')
      .replaceAll(/ +/g, ' ')
      .trim(),
  );
}

function changed(view: MirrorView, change: (state: ConsoleState) => Partial<ConsoleState>) {
  return { ...view, state: { ...view.state, ...change(view.state) } };
}

test.each([
  ['160x48', WIDE],
  ['120x38', { columns: 120, rows: 38 }],
  ['80x22', { columns: 80, rows: 22 }],
  ['60x14', { columns: 60, rows: 14 }],
] as const)('the pipeline as one picture at %s', async (name, size) => {
  await expect(picture(HDFS_SCENES.away, size)).toMatchFileSnapshot(`frames/pipeline-${name}.txt`);
});

test('the picture stands in boxes from 109 columns on, and is a list below', () => {
  const [boxes, list] = [109, 108].map((columns) =>
    picture(HDFS_SCENES.operational, { columns, rows: 38 }),
  );

  expect(boxes).toMatch(/┌─ topic ─/);
  expect(list).toMatch(/10,240\/s → topic/);
});

test('each stop says how it is, what waits there and what became of the rest', () => {
  const frame = picture(HDFS_SCENES.operational);

  expect(boxOf(frame, 'csv')).toEqual(['dataset.csv.gz', '5 % read', '11 s left', '20.1 MB', '']);
  expect(boxOf(frame, 'producer')).toEqual([
    'publishing',
    '1,000 in flight',
    '2 rejected',
    '6,000 acked',
    'slowest',
  ]);
  expect(boxOf(frame, 'topic')).toEqual(['600 wait', 'p0 204', 'p1 197', 'p2 199', '']);
  expect(boxOf(frame, 'consumer')).toEqual([
    'consuming',
    'lag steady',
    '5,400 counted',
    'newest 1 s old',
    '',
  ]);
  expect(boxOf(frame, 'exports')).toEqual([
    '4,800 tracks',
    '600 to save',
    'saved 12 s ago',
    '',
    '',
  ]);
  expect(boxOf(frame, 'HDFS')).toEqual(['operational', 'queue empty', 'snapshot 58 s ago', '', '']);
});

test('as a list on a small screen it tells the limit, and has room for the newest snapshot or the group', () => {
  const events = [
    { type: 'ingest/rate-limited', rowsPerSecond: 2_500, at: NOW - 9_000 },
    {
      type: 'exports/snapshot-written',
      directory: '/srv/trackdeck/output/snapshots/2026-11-24T11-59-00Z',
      bytes: 2_100_000,
      at: NOW - 60_000,
    },
  ] as const;
  const list = (count: number) => {
    const state = events.slice(0, count).reduce(reduce, SCENES.ingesting.state);
    return picture({ ...SCENES.ingesting, state }, { columns: 60, rows: 14 });
  };

  expect(list(1)).toMatch(/producer publishing {2}limit 2,500\/s/);
  expect(list(1)).toMatch(/group +spotify-analytics-group/);
  expect(list(2)).toMatch(/snapshot …\/snapshots\/2026-11-24T11-59-00Z 2.1 MB 1 m ago/);
  expect(list(2)).toMatch(/exports {2}4,800 tracks {2}600 to save/);
});

test('the ways between the stops have rates', () => {
  const saved = [4_800, 5_300].map((records, index) => ({
    type: 'exports/saved' as const,
    records,
    datasets: {},
    isDemo: false,
    directory: './output',
    at: NOW - 12_000 + index * 10_000,
  }));
  const view = { ...SCENES.ingesting, state: saved.reduce(reduce, SCENES.ingesting.state) };

  const frame = picture(view);

  expect(frame.match(/[\d,.]+( MB)?\/s/g)).toEqual(['1.8 MB/s', '10,240/s', '9,600/s', '50/s']);
});

test('what is paused stands on its ways as a word', () => {
  const frame = picture(SCENES.paused);

  expect(frame.match(/paused /g)?.length).toBeGreaterThanOrEqual(3);
  expect(frame).not.toMatch(/[\d,]+\/s/);
  expect(boxOf(frame, 'consumer').at(-1)).toBe('slowest');
});

test('a broker that is away is told at the topic, whose figures are old then', () => {
  const frame = picture(SCENES.retrying);

  expect(boxOf(frame, 'topic')).toEqual([
    'AWAY for 30 s',
    'p0 204?',
    'p1 197?',
    'p2 199?',
    'slowest',
  ]);
  expect(frame).toMatch(/broker +embedded log .* AWAY for 30 s/);
  expect(boxOf(picture(SCENES.waitingForBroker), 'consumer')[0]).toBe('waiting for the broker');
});

test('HDFS that is away is told since when and with what waits, beside a road that goes on', () => {
  const frame = picture(HDFS_SCENES.away);

  expect(boxOf(frame, 'HDFS').slice(0, 3)).toEqual([
    'AWAY for 13 m',
    '3 wait, 26.4 MB',
    'oldest 12 m',
  ]);
  expect(frame).toMatch(/│ away /);
  expect(boxOf(frame, 'producer')[0]).toBe('publishing');
  expect(frame).toContain('10,240/s');
});

test('of many partitions those with the most waiting are shown, and what waits in the others', () => {
  const lags = [5, 900, 20, 7_000, 30];
  const view = changed(SCENES.ingesting, ({ consumer, topic }) => ({
    consumer: { ...consumer, partitions: {} },
    topic: topic && {
      ...topic,
      partitions: lags.map((lag, partition) => ({
        partition,
        logStartOffset: 0,
        logEndOffset: 10_000,
        committedOffset: 10_000 - lag,
        owner: null,
      })),
    },
  }));

  expect(boxOf(picture(view), 'topic')).toEqual([
    '7,955 wait',
    'p3 7,000',
    'p1 900',
    '3 more: 55',
    '',
  ]);
});

test('another process that produces has no rates here: they are unknown, not zero', () => {
  const frame = picture(SCENES.elsewhere, { columns: 80, rows: 22 });

  expect(frame).toMatch(/– → producer producing elsewhere/);
  expect(frame).toMatch(/– → topic /);
});

test('zoomed it tells where a browser shows more; otherwise there is no room for it', () => {
  const { engine } = HDFS_SCENES.operational;
  const settings = { 'kafka-ui-url': 'http://localhost:8090' };
  const view = { ...HDFS_SCENES.operational, engine: engine && { ...engine, settings } };

  const frames = [WIDE, { columns: 80, rows: 22 }].map((size) => picture(view, size));

  for (const frame of frames) {
    expect(frame).toMatch(/Kafka UI +http:\/\/localhost:8090 /);
    expect(frame).toMatch(/NameNode UI +http:\/\/namenode:9870 /);
  }
  expect(renderFrame(view, WIDE)).not.toContain('8090');
});

test('without room for the picture HDFS has a row, which trouble keeps', () => {
  const rowsOf = (view: MirrorView, rows: number) =>
    renderFrame(view, { columns: 120, rows }, { view: { focus: 'pipeline' } })
      .split('\n')
      .filter((line) => /^[┃] HDFS /.test(line))
      .map((line) => line.split('┃')[1]?.trim().replaceAll(/ +/g, ' '));

  expect(rowsOf(HDFS_SCENES.operational, 38)).toEqual(['HDFS operational queue empty']);
  expect(rowsOf(HDFS_SCENES.operational, 26)).toEqual([]);
  expect(rowsOf(HDFS_SCENES.away, 26)).toEqual(['HDFS AWAY for 13 m']);
});

test('nothing is pictured as going on once the engine is gone', () => {
  expect(picture({ ...HDFS_SCENES.away, link: SCENES.lost.link })).not.toMatch(/→|↓|AWAY/);
});

test('in ASCII the picture has nothing else in it', () => {
  const frame = renderFrame(HDFS_SCENES.dead, WIDE, { ...ZOOMED, ascii: true });

  expect(frame).not.toMatch(/[^ -~\n]/);
  expect(frame).toMatch(/-> +# 1,000 in flight|-> +\| p1/);
});

test('no word of it is cut at any width, nor does it pass an edge', () => {
  const scenes = [...Object.values(HDFS_SCENES), SCENES.paused, SCENES.retrying].map(withShortData);
  const heights = [9, 14, 22, 30, 38, 48];

  const faults = Array.from({ length: 145 }, (_, index) => 20 + index).flatMap((columns, index) => {
    const rows = heights[index % heights.length] ?? 9;
    const frame = picture(scenes[index % scenes.length] ?? SCENES.paused, { columns, rows });
    const lines = frame.split('\n');
    const cut = lines.filter((line) => line.includes('…') || line.length > columns);
    return [...cut, ...(lines.length === rows ? [] : [`${lines.length} rows`])].map(
      (fault) => `${columns}x${rows} ${fault}`,
    );
  });

  expect(faults).toEqual([]);
});
