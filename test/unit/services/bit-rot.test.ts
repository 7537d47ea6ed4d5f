import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ConsoleError, type ErrorCode } from '../../../src/domain/errors.ts';
import { openAnalyticsStore } from '../../../src/services/analytics-store/analytics-store.ts';
import { openEmbeddedBroker } from '../../../src/services/broker/embedded/embedded-broker.ts';
import type { AnalyticsStore, Broker } from '../../../src/services/ports.ts';
import { countAndSave, makePlace, type Place } from '../../support/analytics-place.ts';
import { keyedRecords, publish, readTopic, topicSpec } from '../../support/broker/topics.ts';
import { scratchDirectory } from '../../support/scratch.ts';

/** Every flip opens a file of its own, with its flushes. */
const PATIENCE_MS = 120_000;
/** Bits that are turned, one at a time, spread over the whole file. */
const FLIPS = 160;
/** What opening may say of it. */
const NAMED: ReadonlySet<string> = new Set<ErrorCode>(['STORE_CORRUPT', 'STORE_NEWER']);
/** SQLite's own. */
const PAGE_BYTES = 4096;
const GROUP = 'readers';
const TOPIC = 'tracks';

test('a bit that is turned anywhere in the log is named when it is opened, or changes nothing', {
  timeout: PATIENCE_MS,
}, async () => {
  const original = await makeLog();
  const sound = await contentOf(openLog(original));
  const wrong: string[] = [];

  for (const { path, where } of flipped(original)) {
    const log = attempt(() => openLog(path));
    const found = typeof log === 'string' ? log : await contentOf(log).catch(codeOf);
    const isNamed = typeof log === 'string' && NAMED.has(log);
    if (!isNamed && found !== sound) wrong.push(`${where}: ${found}`);
  }

  expect(wrong).toEqual([]);
});

test('a bit that is turned anywhere in the analytics is named when they are opened, or changes nothing', {
  timeout: PATIENCE_MS,
}, () => {
  const place = makeAnalytics();
  const sound = contentOfAnalytics(openStore(place));
  const wrong: string[] = [];

  for (const { path, where } of flipped(place.path)) {
    const store = attempt(() => openStore({ ...place, path }));
    const found = typeof store === 'string' ? store : attempt(() => contentOfAnalytics(store));
    const isNamed = typeof store === 'string' && NAMED.has(store);
    if (!isNamed && found !== sound) wrong.push(`${where}: ${found}`);
  }

  expect(wrong).toEqual([]);
});

test('a page of noise anywhere in the log is named when it is opened', async () => {
  const original = await makeLog();
  const bytes = readFileSync(original);
  const unnamed: number[] = [];

  for (let at = 0; at < bytes.length; at += PAGE_BYTES) {
    const path = join(scratchDirectory(), 'noise.db');
    writeFileSync(path, Buffer.from(bytes).fill('noise', at, at + PAGE_BYTES));
    const log = attempt(() => openLog(path));
    if (typeof log === 'string' && NAMED.has(log)) continue;
    unnamed.push(at / PAGE_BYTES);
    if (typeof log !== 'string') await log.close();
  }

  expect(unnamed).toEqual([]);
});

/** Copies of a file, each with one bit turned. */
function* flipped(original: string) {
  const bytes = readFileSync(original);
  for (let flip = 0; flip < FLIPS; flip += 1) {
    // The header first, byte by byte; then everywhere.
    const at = flip < 60 ? flip : Math.floor(((flip - 60) / (FLIPS - 60)) * bytes.length) + 7;
    const path = join(scratchDirectory(), 'flipped.db');
    const turned = Buffer.from(bytes);
    turned[at] = (turned[at] ?? 0) ^ (1 << (flip % 8));
    writeFileSync(path, turned);
    yield { path, where: `bit ${flip % 8} of byte ${at}` };
  }
}

async function makeLog(): Promise<string> {
  const path = join(scratchDirectory(), 'log.db');
  const broker = openLog(path);
  await broker.ensureTopic(topicSpec(TOPIC, 2));
  for (const _ of [1, 2, 3]) await publish(broker, TOPIC, keyedRecords(120));
  await broker.resetOffsets(GROUP, TOPIC, new Map([[0, 5]]));
  await broker.close();
  return path;
}

function openLog(path: string): Broker {
  return openEmbeddedBroker({ path, clock: { now: () => 1_000 } });
}

async function contentOf(broker: Broker): Promise<string> {
  try {
    return JSON.stringify(await everythingIn(broker));
  } finally {
    await broker.close();
  }
}

async function everythingIn(broker: Broker) {
  return {
    id: broker.clusterId,
    topic: await broker.describeTopic(TOPIC),
    records: await readTopic(broker, TOPIC),
    ledger: [...(await broker.readLedger())],
    offsets: [...(await broker.committedOffsets(GROUP, TOPIC))],
  };
}

function makeAnalytics(): Place {
  const place = makePlace();
  const store = openStore(place);
  for (const partition of [0, 1]) countAndSave(store, store.claim(partition, 'm'), 60);
  store.close();
  return place;
}

function openStore(place: Place): AnalyticsStore {
  return openAnalyticsStore({ ...place, clock: { now: () => 0 }, onNotice: refuse });
}

function contentOfAnalytics(store: AnalyticsStore): string {
  try {
    const { partitions, activeMs, trackFile } = store.loadAll();
    const counted = partitions.map(({ analytics, ...rest }) => ({
      ...rest,
      delta: analytics.counts(),
      tracks: analytics.trackIds.keys,
      datasets: [...analytics.datasets],
    }));
    return JSON.stringify({ id: store.storeId, counted, activeMs, bytes: trackFile?.bytes });
  } finally {
    store.close();
  }
}

function refuse(sentence: string): never {
  throw new ConsoleError('STORE_CORRUPT', sentence);
}

function attempt<Result>(work: () => Result): Result | string {
  try {
    return work();
  } catch (error) {
    return codeOf(error);
  }
}

function codeOf(error: unknown): string {
  return error instanceof ConsoleError ? error.code : String(error);
}
