import { Response } from 'node-fetch';
import { expect, test } from 'vitest';
import { watchAttempt } from '../../../../src/services/download/attempt-watch.ts';
import { createHttpGet, type HttpGet } from '../../../../src/services/download/http-get.ts';
import { openResponse } from '../../../../src/services/download/open-response.ts';
import type { DownloadSource } from '../../../../src/services/download/sources.ts';
import { redirectsTo, sends } from '../../../support/http/behaviours.ts';
import { createManualTimers } from '../../../support/http/manual-timers.ts';
import { startServer } from '../../../support/http/test-server.ts';

function openAt(url: URL, get: HttpGet = createHttpGet({})) {
  const source: DownloadSource = { name: 'test', url, authorization: () => 'Basic c2VjcmV0' };
  const watch = watchAttempt(createManualTimers(), new AbortController().signal);
  return openResponse(get, source, {}, watch);
}

/** Answers by table, for hosts that no test can have. */
function answersOf(locations: Readonly<Record<string, string>>, asked: string[] = []): HttpGet {
  return async (url) => {
    asked.push(url.href);
    const location = locations[url.href];
    return location === undefined
      ? new Response('content')
      : new Response(null, { status: 302, headers: { location } });
  };
}

test('credentials go to the source, and not to where it redirects', async () => {
  const storage = await startServer(sends('content'));
  const source = await startServer(redirectsTo(storage.url));

  const { response, url } = await openAt(source.url);

  expect(await response.text()).toBe('content');
  expect(url).toEqual(storage.url);
  expect(source.requests[0]?.headers.authorization).toBe('Basic c2VjcmV0');
  expect(storage.requests[0]?.headers.authorization).toBeUndefined();
});

test('a redirect without a host stays on its server, with the credentials', async () => {
  const server = await startServer((request, response) => {
    const next = request.url === '/dataset' ? redirectsTo('/part/two') : sends('content');
    next(request, response);
  });

  const { response } = await openAt(server.url);

  expect(await response.text()).toBe('content');
  expect(server.requests.map(({ path }) => path)).toEqual(['/dataset', '/part/two']);
  expect(server.requests[1]?.headers.authorization).toBe('Basic c2VjcmV0');
});

test('a redirect loop is left after 10 redirects', async () => {
  const server = await startServer(redirectsTo('/dataset'));

  const opening = openAt(server.url);

  await expect(opening).rejects.toMatchObject({
    code: 'DOWNLOAD_REFUSED',
    message: `${server.url.host} redirects more than 10 times`,
  });
  expect(server.requests).toHaveLength(11);
});

test('a redirect to plain http elsewhere is refused before anything is sent there', async () => {
  const server = await startServer(redirectsTo('http://tracks.example/dataset.csv?token=x'));

  const opening = openAt(server.url);

  await expect(opening).rejects.toMatchObject({
    code: 'DOWNLOAD_INSECURE',
    message: 'http://tracks.example is not fetched from: it is not encrypted',
  });
});

test('a server elsewhere may not redirect to plain http on this machine', async () => {
  const asked: string[] = [];
  const get = answersOf({ 'https://tracks.example/': 'http://127.0.0.1:9870/secret' }, asked);

  const opening = openAt(new URL('https://tracks.example/'), get);

  await expect(opening).rejects.toMatchObject({ code: 'DOWNLOAD_INSECURE' });
  expect(asked).toEqual(['https://tracks.example/']);
});

test('a redirect to what is no URL is refused', async () => {
  const get = answersOf({ 'https://tracks.example/': 'https://[nowhere' });

  const opening = openAt(new URL('https://tracks.example/'), get);

  await expect(opening).rejects.toMatchObject({
    code: 'DOWNLOAD_REFUSED',
    message: 'tracks.example redirects to no valid URL',
  });
});
