import { createServer, type RequestListener } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSparkPages } from '../../../../src/services/spark/spark-pages.ts';

const never = new AbortController().signal;

type AskOptions = { readonly signal?: AbortSignal; readonly quietMs?: number };

async function served(answer: RequestListener): Promise<URL> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return new URL(`http://127.0.0.1:${port}/json/`);
}

function ask(url: URL, { signal = never, ...options }: AskOptions = {}) {
  return createSparkPages(options).json(url, 'a Spark master', signal);
}

describe('pages of Spark', () => {
  test('are read as JSON', async () => {
    const url = await served((_, response) => response.end('{"status":"ALIVE"}'));

    expect(await ask(url)).toEqual({ status: 'ALIVE' });
  });

  test('that nobody serves are unreachable, with what the system says', async () => {
    await expect(ask(new URL('http://127.0.0.1:9/json/'))).rejects.toMatchObject({
      code: 'SPARK_UNREACHABLE',
      message: 'Cannot reach a Spark master at 127.0.0.1:9 (ECONNREFUSED)',
    });
  });

  test('that do not come in time are unreachable', async () => {
    const url = await served(() => {});

    await expect(ask(url, { quietMs: 100 })).rejects.toMatchObject({
      code: 'SPARK_UNREACHABLE',
      message: `Cannot reach a Spark master at ${url.host} (no answer for 0.1 s)`,
    });
  });

  test.each([
    [404, 'no such page', 'it answers 404'],
    [200, '<html></html>', 'it answers no JSON'],
  ])('that are somebody else’s are named as such: %i %s', async (status, body, why) => {
    const url = await served((_, response) => response.writeHead(status).end(body));

    await expect(ask(url)).rejects.toMatchObject({
      code: 'SPARK_REFUSED',
      message: `${url.host} is not a Spark master: ${why}`,
    });
  });

  test('are asked no further after an abort, which is no failure of theirs', async () => {
    const url = await served(() => {});
    const stop = new AbortController();
    const asked = ask(url, { signal: stop.signal });

    stop.abort(new Error('told to'));

    await expect(asked).rejects.toThrow('told to');
  });
});
