import { expect, test } from 'vitest';
import { PROTOCOL_VERSION } from '../../../../src/engine/protocol.ts';
import { type ConsoleState, reduce } from '../../../../src/state/store.ts';
import { engineStatusLines } from '../../../../src/ui/headless/engine-status.ts';
import { liveView } from '../../../support/screen/mirror-views.ts';
import { HDFS_SCENES } from '../../../support/ui/hdfs-scenes.ts';
import { NOW, SCENES } from '../../../support/ui/scenes.ts';

function linesOf(state: ConsoleState): readonly string[] {
  const { engine } = liveView();
  if (engine === null) throw new Error('a live view has an engine');
  const answer = { protocol: PROTOCOL_VERSION, engine, sequence: 1, state };
  return engineStatusLines(answer, '/run/engine.sock', NOW);
}

function lineOf(state: ConsoleState, start: string): string | undefined {
  return linesOf(state).find((line) => line.startsWith(start));
}

test('demo data are named as such, real data are not', () => {
  expect(lineOf(SCENES.elsewhere.state, 'DEMO DATA')).toBe(
    'DEMO DATA: what is counted and exported is generated',
  );
  expect(lineOf(SCENES.ingesting.state, 'DEMO DATA')).toBeUndefined();
});

test('what is paused says for how long, without a rate of before or a time left', () => {
  const { state } = SCENES.paused;

  expect(lineOf(state, 'ingest')).toMatch(/^ingest paused for 2 m 10 s · .* · 0\.0\/s · /);
  expect(lineOf(state, 'ingest')).not.toContain('left');
  expect(lineOf(state, 'consume')).toMatch(/^consume paused for 42\.0 s · /);
  expect(lineOf(state, 'consume')).toContain('· 0.0/s ·');
});

test('a limit is told, while an ingest is under way and before', () => {
  const limited = { type: 'ingest/rate-limited', rowsPerSecond: 2_500, at: NOW } as const;

  const [running, idle] = [SCENES.ingesting, SCENES.firstRun].map(({ state }) =>
    lineOf(reduce(state, limited), 'ingest'),
  );

  expect(running).toContain('ingest publishing · limited to 2,500 rows/s · ');
  expect(idle).toBe('ingest idle · limited to 2,500 rows/s');
});

test('exports say what they cover, how old they are and where they lie', () => {
  expect(lineOf(SCENES.ingesting.state, 'exports')).toBe(
    'exports 4,800 tracks, saved 12.0 s ago in ./output',
  );
  expect(lineOf(SCENES.firstRun.state, 'exports')).toBe('exports none yet');
});

test('of a finished ingest the rate is that of the whole', () => {
  expect(lineOf(SCENES.complete.state, 'ingest')).toMatch(
    /^ingest complete · .* · 600\/s on average · .* · 10\.0 s elapsed$/,
  );
});

test('an ingest that was refused says why, before anything of it was read', () => {
  const failure = {
    code: 'TOPIC_HOLDS_OTHER_DATA',
    message: 'Topic tracks holds 7 records',
    hint: null,
  } as const;
  const refused = reduce(SCENES.firstRun.state, { type: 'ingest/failed', failure, at: NOW });

  expect(lineOf(refused, 'ingest')).toBe('ingest failed (Topic tracks holds 7 records)');
});

test('an ingest of another process says so', () => {
  expect(lineOf(SCENES.elsewhere.state, 'ingest')).toMatch(
    /^ingest under way elsewhere for [\d.]+ m?s · 6,002 rows read · 6,000 acknowledged$/,
  );
});

test('books whose last records are under way name no number of them', () => {
  const { state } = SCENES.complete;
  const producer = { ...state.producer, inFlight: 0, totals: { ...state.producer.totals } };
  const inFlight = { ...state, producer: { ...producer, inFlight: 1 } };

  expect(lineOf(inFlight, 'books')).toBe('books catching up: what is under way is not counted yet');
});

test('a broker that is away is told with since when, why, and when it is tried again', () => {
  const away = {
    type: 'topic/unreachable',
    failure: { code: 'BROKER_UNREACHABLE', message: 'Cannot reach Kafka at a:1', hint: null },
    since: NOW - 12_000,
    retryAt: NOW + 3_000,
    at: NOW - 12_000,
  } as const;

  expect(lineOf(reduce(SCENES.ingesting.state, away), 'broker AWAY')).toBe(
    'broker AWAY for 12 s: Cannot reach Kafka at a:1; next try in 3 s',
  );
});

test('with the broker away nothing is told as going on, and what it told last as old', () => {
  const { state } = SCENES.waitingForBroker;

  expect(lineOf(state, 'ingest')).toMatch(/^ingest waiting for the broker · /);
  expect(lineOf(state, 'consume')).toMatch(/^consume waiting for the broker · /);
  expect(lineOf(state, 'consume')).toContain(' · lag 600 (as of 30.0 s ago) · ');
  expect(lineOf(state, 'books')).toBe('books waiting for the broker: 600 records to count');
});

test('of HDFS it is told how it is and what waits, where it is used', () => {
  const { away, operational } = HDFS_SCENES;

  expect(lineOf(away.state, 'HDFS')).toBe(
    'HDFS http://namenode:9870 AWAY for 13 m: Cannot reach HDFS at namenode:9870 to read NameNodeInfo (ECONNREFUSED); exports wait on disk; next try in 2 s · 3 exports wait (26.4 MB) · 1 published by this engine',
  );
  expect(lineOf(operational.state, 'HDFS')).toBe(
    'HDFS http://namenode:9870 operational · no export waits · 1 published by this engine',
  );
  expect(lineOf(SCENES.ingesting.state, 'HDFS')).toBeUndefined();
});

test('of Spark how the master is and the newest run', () => {
  const opened = { type: 'spark/opened', url: 'http://spark-master:8080', at: NOW } as const;

  expect(lineOf(reduce(SCENES.ingesting.state, opened), 'Spark')).toBe(
    'Spark http://spark-master:8080 connecting · run none',
  );
});
