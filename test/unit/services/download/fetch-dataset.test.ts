import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { fetchDataset } from '../../../../src/services/download/fetch-dataset.ts';
import { openCached } from '../../../../src/services/download/open-cached.ts';
import { HEADER, rowLine } from '../../../support/csv/csv-text.ts';
import { never, readRowsOf } from '../../../support/csv/sources.ts';
import { zipOf } from '../../../support/csv/zip.ts';
import { answers, createDropping, inTurn, sends } from '../../../support/http/behaviours.ts';
import { createFetchSetup, fingerprintOf, sourceAt } from '../../../support/http/download-setup.ts';
import { startServer } from '../../../support/http/test-server.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const CSV = HEADER + rowLine({ track_name: 'One' }) + rowLine({ track_name: 'Two' });

async function setUp(content: string | Buffer) {
  const server = await startServer(sends(content));
  return { server, ...createFetchSetup([sourceAt(server.url)], fingerprintOf(CSV)) };
}

test('a fetched data set is in the cache, for this user alone, with its manifest', async () => {
  const { deps, cache, server } = await setUp(CSV);

  const { rows } = await fetchDataset(deps, never);

  expect(await readRowsOf(rows)).toHaveLength(2);
  expect(statSync(cache.directory).mode & 0o777).toBe(0o700);
  expect(readdirSync(cache.directory).sort()).toEqual(['dataset.csv', 'manifest.json']);
  expect(JSON.parse(readFileSync(join(cache.directory, 'manifest.json'), 'utf8'))).toEqual({
    file: 'dataset.csv',
    file_bytes: Buffer.byteLength(CSV),
    source: 'the server',
    url: server.url.href,
    fetched_at: '2026-03-04T05:06:07.000Z',
    csv_bytes: Buffer.byteLength(CSV),
    csv_sha256: fingerprintOf(CSV).sha256,
  });
});

test('a query, which may be a signature, is not written down', async () => {
  const server = await startServer(sends(CSV));
  const { deps } = createFetchSetup([sourceAt(new URL('?signature=abc', server.url))]);

  const { dataset } = await fetchDataset(deps, never);

  expect(server.requests[0]?.path).toBe('/dataset?signature=abc');
  expect(dataset.url).toBe(server.url.href);
});

test('a zip archive stays one, and the CSV in it is the data set', async () => {
  const { deps, reports } = await setUp(await zipOf({ 'tracks/dataset.csv': CSV }));

  const { dataset, rows } = await fetchDataset(deps, never);

  expect(dataset).toMatchObject({ file: 'dataset.zip', csv_sha256: fingerprintOf(CSV).sha256 });
  expect(await readRowsOf(rows)).toHaveLength(2);
  expect(reports.map(({ type }) => type)).not.toContain('fingerprint-differs');
});

test('another data set than the published one is used, with a warning that names both', async () => {
  const other = HEADER + rowLine({ track_name: 'Three' });
  const { deps, reports } = await setUp(other);

  const { rows } = await fetchDataset(deps, never);

  expect(rows.fingerprint).toEqual(fingerprintOf(other));
  expect(reports.at(-1)).toEqual({
    type: 'fingerprint-differs',
    source: 'the server',
    found: fingerprintOf(other),
    published: fingerprintOf(CSV),
  });
});

test('the next source is asked when one has nothing', async () => {
  const poor = await startServer(answers(404));
  const rich = await startServer(sends(CSV));
  const { deps, reports } = createFetchSetup([
    sourceAt(poor.url, 'poor'),
    sourceAt(rich.url, 'rich'),
  ]);

  const { dataset } = await fetchDataset(deps, never);

  expect(dataset.source).toBe('rich');
  expect(reports.find(({ type }) => type === 'source-failed')).toMatchObject({
    source: 'poor',
    failure: { code: 'DOWNLOAD_REFUSED' },
  });
});

test('when no source has it, the failure has a line on each', async () => {
  const poor = await startServer(answers(404));
  const gone = await startServer(sends(CSV));
  await gone.close();
  const { deps } = createFetchSetup([sourceAt(poor.url, 'poor'), sourceAt(gone.url, 'gone')]);

  const fetching = fetchDataset(deps, never);

  await expect(fetching).rejects.toMatchObject({
    code: 'DOWNLOAD_FAILED',
    message: [
      'The data set could not be downloaded:',
      `  poor: ${poor.url.host} answered 404`,
      `  gone: Cannot reach ${gone.url.host}: connection refused (ECONNREFUSED)`,
    ].join('\n'),
  });
});

/** Bytes of no format; the same ones every time. */
function garbage(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => (index * index * 7 + 131) % 251));
}

const zip = await zipOf({ 'dataset.csv': CSV });

test.each<[string, string | Buffer, RegExp]>([
  ['a web page', '<p>Sign \u202ein</p>\n', /^It sent no data set: .*it begins with/],
  ['a zip archive that was cut short', zip.subarray(0, zip.length - 40), /damaged or cut short/],
  ['a zip archive without a CSV', await zipOf({ 'readme.txt': 'x' }), /holds no \.csv/],
  ['nothing', '', /is empty/],
  ['garbage', garbage(5_000), /^It sent no data set: /],
  ['a gzip of garbage', gzipSync(garbage(5_000)), /^It sent no data set: /],
  ['a gzip that was cut short', gzipSync(CSV).subarray(0, -12), /^It sent no data set: /],
])('%s is no data set, and does not get into the cache', async (_, content, message) => {
  const { deps, cache, reports } = await setUp(content);

  const fetching = fetchDataset(deps, never);

  await expect(fetching).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
  const failed = reports.find((report) => report.type === 'source-failed');
  expect(failed?.failure).toMatchObject({ code: 'DOWNLOAD_CONTENT' });
  expect(failed?.failure.message).toMatch(message);
  expect(failed?.failure.message).not.toContain('\u202e');
  expect(await cache.lookUp()).toEqual({ status: 'empty' });
  expect(readdirSync(cache.directory).filter((name) => name.includes('.part'))).toEqual([]);
});

test('an archive cannot name a place outside the cache', async () => {
  // As long as the name it replaces: the archive is otherwise sound.
  const archive = await zipOf({ 'aa/aa/evil.csv': CSV });
  const evil = Buffer.from(archive.toString('latin1').replaceAll('aa/aa/', '../../'), 'latin1');
  const { deps, cache } = await setUp(evil);

  const fetching = fetchDataset(deps, never);

  await expect(fetching).rejects.toThrow(/invalid relative path/);
  expect(existsSync(join(cache.directory, '../../evil.csv'))).toBe(false);
});

test('what this machine cannot do is no fault of the source', async () => {
  const server = await startServer(sends(CSV));
  const file = join(scratchDirectory(), 'file');
  writeFileSync(file, '');
  const { deps } = createFetchSetup([sourceAt(server.url)], undefined, join(file, 'cache'));

  const fetching = fetchDataset(deps, never);

  await expect(fetching).rejects.toMatchObject({ code: 'STATE_DIR_UNWRITABLE' });
  expect(server.requests).toEqual([]);
});

test('what this machine cannot write is not fetched from the next source', async () => {
  const server = await startServer(sends(CSV));
  const { deps, cache } = createFetchSetup([sourceAt(server.url), sourceAt(server.url)]);
  mkdirSync(join(cache.directory, 'dataset.csv'), { recursive: true });

  const fetching = fetchDataset(deps, never);

  await expect(fetching).rejects.toMatchObject({ code: 'STATE_DIR_UNWRITABLE' });
  expect(server.requests).toHaveLength(1);
});

test('a stop in the middle keeps what came, for the next time', async () => {
  const dropping = createDropping(100, CSV);
  const server = await startServer(inTurn(dropping.behaviour, sends(CSV)));
  const { deps, reports } = createFetchSetup([sourceAt(server.url)]);
  const stop = new AbortController();
  const stopped = fetchDataset({ ...deps, clock: { now: Date.now } }, stop.signal);
  await expect.poll(() => partialBytes(deps.cache.directory), { interval: 2 }).toBe(100);
  stop.abort(new Error('stopped'));
  await expect(stopped).rejects.toThrow('stopped');

  const { rows } = await fetchDataset(deps, never);

  expect(server.requests[1]?.headers.range).toBe('bytes=100-');
  expect(await readRowsOf(rows)).toHaveLength(2);
  expect(reports.map(({ type }) => type)).not.toContain('source-failed');
});

function partialBytes(directory: string): number {
  const name = existsSync(directory)
    ? readdirSync(directory).find((entry) => entry.endsWith('.part'))
    : undefined;
  return name === undefined ? 0 : statSync(join(directory, name)).size;
}

test('a cached data set is used without asking anybody', async () => {
  const { deps, server } = await setUp(CSV);
  await fetchDataset(deps, never);

  const cached = await openCached(deps, never);

  expect(await readRowsOf(cached?.rows ?? expect.fail('nothing is cached'))).toHaveLength(2);
  expect(server.requests).toHaveLength(1);
});

test.each<[string, (path: string, manifest: string) => void, RegExp]>([
  ['cut short', (path) => writeFileSync(path, CSV.slice(0, -5)), /has \d+ bytes instead of \d+/],
  ['changed', (path) => writeFileSync(path, CSV.replace('Two', 'Tow')), /has SHA-256 .* instead/],
  ['emptied of rows', (path) => writeFileSync(path, HEADER.padEnd(CSV.length, '\n')), /no rows/],
  ['without its manifest', (_, manifest) => writeFileSync(manifest, '{"file":'), /is unreadable/],
])('a cached data set that was %s is set aside and fetched again', async (_, damage, reason) => {
  const { deps, cache, reports } = await setUp(CSV);
  const { dataset } = await fetchDataset(deps, never);
  damage(dataset.path, join(cache.directory, 'manifest.json'));

  const cached = await openCached(deps, never);
  const again = await fetchDataset(deps, never);

  expect(cached).toBeUndefined();
  const report = reports.find(({ type }) => type === 'cache-set-aside');
  expect(report).toMatchObject({ reason: expect.stringMatching(reason) });
  expect(existsSync(`${dataset.path}.damaged`)).toBe(true);
  expect(again.rows.fingerprint).toEqual(fingerprintOf(CSV));
});

test('a cached data set whose file was removed is fetched again', async () => {
  const { deps, reports } = await setUp(CSV);
  const { dataset } = await fetchDataset(deps, never);
  rmSync(dataset.path);

  const cached = await openCached(deps, never);

  expect(cached).toBeUndefined();
  expect(reports.at(-1)).toMatchObject({ reason: `${dataset.path} is missing` });
});
