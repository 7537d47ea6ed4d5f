import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { renderFrame } from '../support/ui/render-frame.tsx';
import { SCENES } from '../support/ui/scenes.ts';
import { withShortData } from '../support/ui/short-data.ts';
import { SPARK_SCENES } from '../support/ui/spark-scenes.ts';

const WIDE = { columns: 160, rows: 48 };
const VIEW = { view: { focus: 'spark' } } as const;
const ZOOMED = { view: { focus: 'spark', isZoomed: true } } as const;

/** All text of the frame, blanks drawn together. */
function textOf(frame: string): string {
  return frame.replaceAll(/[│┃━─\s]+/g, ' ');
}

test.each([
  ['160x48', WIDE],
  ['120x38', { columns: 120, rows: 38 }],
  ['80x22', { columns: 80, rows: 22 }],
  ['60x14', { columns: 60, rows: 14 }],
] as const)('Spark at work beside an ingest at %s', async (name, size) => {
  await expect(renderFrame(SPARK_SCENES.batch, size, VIEW)).toMatchFileSnapshot(
    `frames/spark-${name}.txt`,
  );
});

test('without Spark no pane, no tab and no stop speaks of it', () => {
  const frames = [
    renderFrame(SCENES.ingesting, WIDE),
    renderFrame(SCENES.ingesting, { columns: 100, rows: 14 }),
    renderFrame(SCENES.ingesting, WIDE, { view: { focus: 'pipeline', isZoomed: true } }),
  ];

  expect(frames.filter((frame) => /Spark/.test(frame))).toEqual([]);
});

test.each([
  ['connecting', 'connecting'],
  ['idle', 'alive no run yet B submits a batch, after a preview'],
  ['checking', 'batch checking for 1 m broker, master and storage are looked at'],
  ['batch', 'batch running for 1 m 05 s 14 of 31 tasks so far it is reading; given up in 8 m 55 s'],
  [
    'streaming',
    'stream running for 1 m 05 s rows in 8,000/s processed 7,500/s batch 3 behind 24,000',
  ],
  ['agrees', 'batch finished 2 m ago agrees with the console in all of 1,158 figures'],
  ['agrees', 'tracks 114,000 took'],
  [
    'differs',
    'DIFFERS from the console in 2 of 1,158 figures tracks: 114000 here, 113998 on Spark',
  ],
  ['differs', 'mean energy of genre "pop": 0.5 here, 0.51 on Spark'],
  ['impossible', 'cannot be compared with the console partition 2 is not counted here'],
  [
    'failed',
    'batch FAILED 30 s ago The batch on Spark ended with exit code 1: no space left. See its log.',
  ],
  ['stopped', 'batch stopped 30 s ago'],
  [
    'away',
    'AWAY for 13 m Cannot reach the Spark master at spark-master:8080 (ECONNREFUSED); next try in 3 s',
  ],
  ['noWorker', 'NO WORKER none has registered with the master'],
  ['silent', 'WORKER SILENT spark-worker:35001: no heartbeat for 47 s'],
  ['standby', 'STANDBY the master takes no application in this state'],
] as const)('in the case of %s the pane says %s', (scene, words) => {
  const frame = renderFrame(SPARK_SCENES[scene], { columns: 90, rows: 34 }, ZOOMED);

  expect(textOf(frame)).toContain(words);
});

test('the application that runs is told by tasks, jobs, stages, failures and skew', () => {
  const text = textOf(renderFrame(SPARK_SCENES.batch, WIDE, ZOOMED));

  expect(text).toContain('tasks 14 of 31 failed 3');
  expect(text).toContain('jobs 2 of 3 failed 0');
  expect(text).toContain('stages 4 of 6 failed 1');
  expect(text).toContain('stage 7 5 of 12 skew 3.4 shuffled 2.0 MB parquet at job.py:88');
  expect(text).toContain('ExecutorLostFailure: executor 1 exited');
});

test('before its first job an application has nothing to tell of', () => {
  const { spark } = SPARK_SCENES.batch.state;
  const application = spark?.application ?? null;
  const jobs = { running: 0, succeeded: 0, failed: 0 };
  const early = {
    ...SPARK_SCENES.batch.state,
    spark: spark && { ...spark, application: application && { ...application, jobs } },
  };

  const frame = renderFrame({ ...SPARK_SCENES.batch, state: early }, WIDE, ZOOMED);

  expect(frame).not.toMatch(/jobs|stages/);
});

test('the master is told by workers, cores, memory and applications', () => {
  const text = textOf(renderFrame(SPARK_SCENES.batch, WIDE, ZOOMED));

  expect(text).toContain('workers 1 dead 0');
  expect(text).toContain('cores in use 2 of 2 memory in use 0 B of 2.1 GB');
  expect(text).toContain('applications 1 finished 1');
  expect(text).toContain('RUNNING trackdeck-batch for 1 m 2 cores');
  expect(text).toContain('FAILED nightly took 1 m 35 s, 58 m ago');
});

test('zoomed it names the pages for a browser, the output and the log', () => {
  const text = textOf(renderFrame(SPARK_SCENES.batch, WIDE, ZOOMED));

  expect(text).toContain('web page http://spark-master:8080');
  expect(text).toContain('run page http://driver:4040');
  expect(text).toContain('output hdfs://namenode:9000/trackdeck/exports/spark/20261129T180000Z');
  expect(text).toContain('log /state/spark/20261129T180000Z.log');
  // They end with the run.
  expect(renderFrame(SPARK_SCENES.agrees, WIDE, ZOOMED)).not.toContain('run page');
});

test('while the master is away its figures are old, and the rest is unharmed', () => {
  const text = textOf(renderFrame(SPARK_SCENES.away, WIDE, VIEW));

  expect(text).toContain('workers 1? 13 m');
  expect(text).toContain('tasks 14 of 31?');
  expect(textOf(renderFrame(SPARK_SCENES.away, WIDE, ZOOMED))).toContain(
    'workers, as they were 13 m ago ALIVE spark-worker:35001',
  );
  expect(text).not.toContain('so far');
  expect(text).toContain('publishing');
  expect(text).toContain('operational');
});

test('nothing is told as going on once the engine is gone', () => {
  const { link } = SCENES.lost;
  const text = textOf(renderFrame({ ...SPARK_SCENES.streaming, link }, WIDE, ZOOMED));

  expect(text).toContain('was alive stream was running');
  expect(text).not.toMatch(/8,000\/s|stream running|submits/);
});

test('the picture of the pipeline has Spark beside the road, with what it is at', () => {
  const view = { focus: 'pipeline', isZoomed: true } as const;
  const [picture = '', list = ''] = [WIDE, { columns: 80, rows: 24 }].map((size) =>
    renderFrame(SPARK_SCENES.batch, size, { view }),
  );

  expect(picture).toMatch(/│ reading/);
  expect(picture).toMatch(/┌─ Spark ─+┐ +┌─ HDFS ─+┐/);
  expect(picture).toMatch(/│ 14 of 31 tasks █+\S*─+ │ ─+→ │ snapshot 58 s ago/);
  expect(picture).toMatch(/Spark UI +http:\/\/spark-master:8080/);
  expect(picture).toMatch(/Spark run +http:\/\/driver:4040/);
  expect(list).toMatch(/reading → Spark +alive {2}batch running for 1 m 05 s {2}14 of 31 tasks/);
});

test('at all sizes it fills its rows, passes no edge and cuts no word of ours', () => {
  const scenes = Object.values(SPARK_SCENES).map(withShortData);
  const heights = [5, 9, 14, 22, 26, 38, 48];
  const shots = Array.from({ length: 141 }, (_, index) => ({
    columns: 20 + index,
    rows: heights[Math.floor(index / 5) % 7] ?? 5,
    scene: scenes[index % scenes.length] ?? SCENES.ingesting,
    options: index % 3 === 0 ? ZOOMED : VIEW,
  }));

  const faults = shots.flatMap(({ scene, options, ...size }) => {
    const lines = renderFrame(scene, size, options).split('\n');
    const bad = lines.filter((line) => stringWidth(line) > size.columns || line.includes('…'));
    const rows = lines.length === size.rows ? [] : [`${lines.length} rows`];
    return [...rows, ...bad].map((fault) => `${size.columns}x${size.rows} ${fault}`);
  });

  expect(faults).toEqual([]);
});

test('in ASCII and without colour every state has its word', () => {
  const frame = renderFrame(
    SPARK_SCENES.differs,
    { columns: 80, rows: 22 },
    { ...VIEW, ascii: true },
  );

  expect(frame).not.toMatch(/[^ -~\n]/);
  expect(frame).toContain('>Spark alive  batch finished 2 m ago  DIFFERS');
});
