import type { RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import type { HttpGet } from '../../../../src/services/download/http-get.ts';
import {
  answers,
  createDropping,
  createTrickle,
  fallsShort,
  inTurn,
  sends,
  staysSilent,
} from '../../../support/http/behaviours.ts';
import { createDownload } from '../../../support/http/download-setup.ts';
import { startServer } from '../../../support/http/test-server.ts';

const CONTENT = 'abcdefghijklmnopqrstuvwxyz';

/** Starts a download whose first answer ends after 10 bytes; the retry follows. */
async function startDropped(
  behaviour: (dropping: RequestListener) => RequestListener,
  options: { readonly etag?: string } = {},
) {
  const dropping = createDropping(10, CONTENT, options);
  const server = await startServer(behaviour(dropping.behaviour));
  const setup = createDownload(server.url);
  const done = setup.start();
  await expect.poll(setup.receivedBytes, { interval: 2 }).toBe(10);
  dropping.drop();
  await setup.timers.fire(500);
  return { ...setup, server, done };
}

test('a download that is dropped goes on where it was, if the file is still the same', async () => {
  const { done, server, content, retries } = await startDropped((dropping) =>
    inTurn(dropping, sends(CONTENT)),
  );

  await done;

  expect(content()).toBe(CONTENT);
  expect(server.requests[1]?.headers).toMatchObject({ range: 'bytes=10-', 'if-range': '"first"' });
  expect(retries).toEqual([
    { message: expect.stringMatching(/stopped sending.*ECONNRESET/), attempt: 1, delayMs: 500 },
  ]);
});

test('a later process goes on where an earlier one stopped', async () => {
  const dropping = createDropping(7, CONTENT);
  const server = await startServer(inTurn(dropping.behaviour, sends(CONTENT)));
  const { start, content, receivedBytes } = createDownload(server.url);
  const stop = new AbortController();
  const stopped = start(stop.signal);
  await expect.poll(receivedBytes, { interval: 2 }).toBe(7);
  stop.abort(new Error('stopped'));
  await expect(stopped).rejects.toThrow('stopped');

  await start();

  expect(content()).toBe(CONTENT);
  expect(server.requests[1]?.headers.range).toBe('bytes=7-');
});

test('a server without ranges sends the file again from its beginning', async () => {
  const { done, content } = await startDropped((dropping) =>
    inTurn(dropping, sends(CONTENT, { hasRanges: false })),
  );

  await done;

  expect(content()).toBe(CONTENT);
});

test('a file that changed meanwhile is fetched from its beginning', async () => {
  const changed = CONTENT.toUpperCase();
  const { done, content } = await startDropped((dropping) =>
    inTurn(dropping, sends(changed, { etag: '"second"' })),
  );

  await done;

  expect(content()).toBe(changed);
});

test('a weak validator is no reason to go on in the middle', async () => {
  const { done, server, content } = await startDropped(
    (dropping) => inTurn(dropping, sends(CONTENT)),
    { etag: 'W/"first"' },
  );

  await done;

  expect(server.requests[1]?.headers.range).toBeUndefined();
  expect(content()).toBe(CONTENT);
});

test('a range that the server cannot satisfy is answered by asking for everything', async () => {
  const { done, server, content } = await startDropped((dropping) =>
    inTurn(dropping, answers(416), sends(CONTENT)),
  );

  await done;

  const ranges = server.requests.map(({ headers }) => headers.range);
  expect(ranges).toEqual([undefined, 'bytes=10-', undefined]);
  expect(content()).toBe(CONTENT);
});

test('an answer that begins at another byte than was asked for is not appended', async () => {
  const shifted = answers(206, { 'content-range': 'bytes 12-25/26' });
  const { done, content } = await startDropped((dropping) =>
    inTurn(dropping, shifted, sends(CONTENT)),
  );

  await done;

  expect(content()).toBe(CONTENT);
});

test('a file longer than announced is thrown away and fetched again', async () => {
  const tooLong = answers(206, { 'content-range': 'bytes 10-14/15', 'content-length': '11' });
  const { done, timers, retries, content } = await startDropped((dropping) =>
    inTurn(dropping, tooLong, sends(CONTENT)),
  );

  await timers.fire(1000);
  await done;

  expect(retries[1]?.message).toMatch(/sent 21 of 15 bytes/);
  expect(content()).toBe(CONTENT);
});

test('a server that always sends less than it announced is given up after 5 attempts', async () => {
  const server = await startServer(fallsShort(CONTENT));
  const { start, timers } = createDownload(server.url);

  const done = start();
  done.catch(() => undefined);
  for (const delayMs of [500, 1000, 2000, 4000]) await timers.fire(delayMs);

  await expect(done).rejects.toMatchObject({ code: 'DOWNLOAD_INTERRUPTED' });
  expect(server.requests).toHaveLength(5);
});

test('a missing file is not asked for twice', async () => {
  const server = await startServer(answers(404));
  const { start } = createDownload(server.url);

  const done = start();

  await expect(done).rejects.toMatchObject({
    code: 'DOWNLOAD_REFUSED',
    message: `${server.url.host} answered 404`,
  });
  expect(server.requests).toHaveLength(1);
});

test('refused credentials name the variables they come from', async () => {
  const server = await startServer(answers(403));
  const { start } = createDownload(server.url);

  const done = start();

  await expect(done).rejects.toMatchObject({
    code: 'DOWNLOAD_REFUSED',
    hint: expect.stringMatching(/KAGGLE_USERNAME and KAGGLE_KEY/),
  });
});

test.each([
  ['in seconds', '7', 7000],
  ['as a date', 'Wed, 04 Mar 2026 05:06:19 GMT', 12_000],
  ['as a date that is over', 'Wed, 04 Mar 2026 05:06:01 GMT', 0],
  ['in no known form', 'soon', 500],
])('a busy server is asked again when it says, %s', async (_, retryAfter, delayMs) => {
  const busy = answers(429, { 'retry-after': retryAfter });
  const server = await startServer(inTurn(busy, sends(CONTENT)));
  const now = () => Date.parse('2026-03-04T05:06:07Z');
  const { start, timers, retries, content } = createDownload(server.url, { now });

  const done = start();
  await timers.fire(delayMs);
  await done;

  expect(retries.map((retry) => retry.delayMs)).toEqual([delayMs]);
  expect(content()).toBe(CONTENT);
});

test('a server that wants to be left alone for an hour is given up', async () => {
  const server = await startServer(answers(429, { 'retry-after': '3600' }));
  const { start } = createDownload(server.url);

  const done = start();

  await expect(done).rejects.toThrow(/answered 429, asks to wait 1 h 00 m/);
  expect(server.requests).toHaveLength(1);
});

test('an unavailable server is asked again, later each time', async () => {
  const server = await startServer(inTurn(answers(503), answers(502), sends(CONTENT)));
  const { start, timers, retries, content } = createDownload(server.url);

  const done = start();
  await timers.fire(500);
  await timers.fire(1000);
  await done;

  expect(retries.map(({ message }) => message)).toEqual([
    `${server.url.host} answered 503`,
    `${server.url.host} answered 502`,
  ]);
  expect(content()).toBe(CONTENT);
});

test('a server that sends a byte now and then is taken for one that stopped', async () => {
  const trickle = createTrickle();
  const server = await startServer(inTurn(trickle.behaviour, sends(CONTENT, { etag: '"other"' })));
  let now = 0;
  const { start, timers, retries, receivedBytes, content } = createDownload(server.url, {
    now: () => now,
  });

  const done = start();
  // Whoever moves the clock before the first report moves that too, and the byte goes unreported.
  await expect.poll(receivedBytes, { interval: 2 }).toBe(0);
  for (let second = 1; second <= 3; second += 1) {
    now += 1000;
    trickle.sendByte();
    await expect.poll(receivedBytes, { interval: 2 }).toBe(second);
  }
  await timers.fire(15_000);
  await timers.fire(500);
  await done;

  expect(retries[0]?.message).toBe(`${server.url.host} sent only 3 B in 15.0 s`);
  expect(content()).toBe(CONTENT);
});

test('a server that accepts the connection and says nothing is taken for one that stopped', async () => {
  const server = await startServer(inTurn(staysSilent, sends(CONTENT)));
  const { start, timers, retries } = createDownload(server.url);

  const done = start();
  await timers.fire(15_000);
  await timers.fire(500);
  await done;

  expect(retries[0]?.message).toBe(`${server.url.host} sent nothing in 15.0 s`);
});

test('a server that cannot be connected to in 5 seconds is given up', async () => {
  const unconnected: HttpGet = (_, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')));
    });
  const { start, timers, retries } = createDownload(new URL('https://tracks.example/'), {
    get: unconnected,
  });

  const done = start();
  done.catch(() => undefined);
  await timers.fire(5_000);

  await expect(done).rejects.toMatchObject({
    code: 'DOWNLOAD_UNREACHABLE',
    message: 'Cannot reach tracks.example: no connection in 5.0 s',
  });
  expect(retries).toEqual([]);
});

test('a refused connection is given up at once', async () => {
  const server = await startServer(sends(CONTENT));
  await server.close();
  const { start } = createDownload(server.url);

  const done = start();

  await expect(done).rejects.toMatchObject({
    code: 'DOWNLOAD_UNREACHABLE',
    message: `Cannot reach ${server.url.host}: connection refused (ECONNREFUSED)`,
  });
});

test('a stop in the middle of a wait ends the download with the reason given', async () => {
  const server = await startServer(answers(503));
  const { start, retries } = createDownload(server.url);
  const stop = new AbortController();

  const done = start(stop.signal);
  await expect.poll(() => retries.length).toBe(1);
  stop.abort(new Error('stopped by the operator'));

  await expect(done).rejects.toThrow('stopped by the operator');
});
