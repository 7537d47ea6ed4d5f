import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ConsoleError } from '../../../src/domain/errors.ts';
import { createEngineClient, type EngineMessage } from '../../../src/engine/client.ts';
import { MAX_UNREAD_BYTES } from '../../../src/engine/event-stream.ts';
import { COMMAND_NAMES, PROTOCOL_VERSION } from '../../../src/engine/protocol.ts';
import { readServerSentEvents } from '../../../src/engine/server-sent-events.ts';
import { serveTestEngine, socketInScratch } from '../../support/engine/served-engine.ts';

type Sent = { readonly body?: string; readonly type?: string };

async function ask(
  socketPath: string,
  method: string,
  path: string,
  { body, type }: Sent = {},
): Promise<{ readonly status: number; readonly body: unknown }> {
  const headers = type === undefined ? {} : { 'content-type': type };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ socketPath, method, path, headers }, resolve).on('error', reject).end(body);
  });
  return { status: answer.statusCode ?? 0, body: JSON.parse(await text(answer)) };
}

describe('commands', () => {
  test('are answered with what they bring about', async () => {
    const limits: (number | null)[] = [];
    const { socketPath, client } = await serveTestEngine({
      'limit-rate': ({ rowsPerSecond }) => {
        limits.push(rowsPerSecond);
        return null;
      },
    });
    const { engine } = await client.getState();

    const answers = [
      await ask(socketPath, 'POST', '/commands/limit-rate', { body: '{"rowsPerSecond":2.5}' }),
      await ask(socketPath, 'POST', '/commands/limit-rate', { body: '{"rowsPerSecond":null}' }),
    ];

    const body = { done: 'limit-rate', engine: engine.id, sequence: 0, result: null };
    expect(answers).toEqual([
      { status: 200, body },
      { status: 200, body },
    ]);
    expect(limits).toEqual([2.5, null]);
  });

  test('are answered with the number of the event that they have brought about', async () => {
    const served = await serveTestEngine({
      'pause-consumption': () => {
        served.feed.dispatch({ type: 'consumer/paused', at: 2 });
        return null;
      },
    });
    served.feed.dispatch({ type: 'consumer/joining', at: 1 });

    const answer = await served.client.send('pause-consumption', {});

    const { engine, sequence, state } = await served.client.getState();
    expect(state.consumer.pausedSince).toBe(2);
    expect(answer).toMatchObject({ engine: engine.id, sequence });
    expect(sequence).toBe(2);
  });

  test('of who has left before they were read are not carried out', async () => {
    const names: string[] = [];
    const note = (name: string) => () => {
      names.push(name);
      return null;
    };
    const { socketPath, client } = await serveTestEngine({
      'pause-consumption': note('pause-consumption'),
      'resume-consumption': note('resume-consumption'),
    });
    const leaving = connect(socketPath);
    await once(leaving, 'connect');

    leaving.write('POST /commands/pause-consumption HTTP/1.1\r\nhost: engine\r\n\r\n');
    leaving.destroy();
    await once(leaving, 'close');
    await client.send('resume-consumption', {});

    expect(names).toEqual(['resume-consumption']);
  });

  test('learn when who asked has left, and not before', async () => {
    const signals: AbortSignal[] = [];
    const answers: (() => void)[] = [];
    const { socketPath, client } = await serveTestEngine({
      'search-artists': (_, asker) => {
        signals.push(asker);
        return new Promise((resolve) => {
          answers.push(() => resolve({ total: 0, matches: 0, best: [] }));
        });
      },
    });
    const input = { kind: 'name', text: 'bo' } as const;
    const leaving = request({ socketPath, method: 'POST', path: '/commands/search-artists' });
    leaving.on('error', () => {});
    leaving.end(JSON.stringify(input));
    await expect.poll(() => signals.length).toBe(1);
    const staying = client.send('search-artists', input);
    await expect.poll(() => signals.length).toBe(2);
    // Their requests were read to the end long ago.
    await client.getState();
    const before = signals.map(({ aborted }) => aborted);

    leaving.destroy();
    await expect.poll(() => signals[0]?.aborted).toBe(true);
    const after = signals[1]?.aborted;
    for (const answer of answers) answer();

    expect(before).toEqual([false, false]);
    expect(after).toBe(false);
    expect(await staying).toMatchObject({ done: 'search-artists' });
  });

  test('come too late for an engine that is stopping, all but the shutdown', async () => {
    const names: string[] = [];
    const note = (name: string) => () => {
      names.push(name);
      return null;
    };
    const { socketPath, beginToStop } = await serveTestEngine({
      'start-ingestion': note('start-ingestion'),
      'pause-consumption': note('pause-consumption'),
      shutdown: note('shutdown'),
    });
    beginToStop();

    const start = await ask(socketPath, 'POST', '/commands/start-ingestion');
    const pause = await ask(socketPath, 'POST', '/commands/pause-consumption');
    const shutdown = await ask(socketPath, 'POST', '/commands/shutdown');

    expect([start.status, pause.status, shutdown.status]).toEqual([503, 503, 200]);
    expect(start.body).toMatchObject({
      code: 'ENGINE_STOPPING',
      message: 'The engine is stopping: start-ingestion comes too late',
    });
    expect(names).toEqual(['shutdown']);
  });

  test('without input need no body, and take one as curl sends it', async () => {
    let stops = 0;
    const shutdown = () => {
      stops += 1;
      return null;
    };
    const { socketPath } = await serveTestEngine({ shutdown });

    const answers = [
      await ask(socketPath, 'POST', '/commands/shutdown'),
      await ask(socketPath, 'POST', '/commands/shutdown', { type: 'application/json' }),
      await ask(socketPath, 'POST', '/commands/shutdown', {
        body: '{}',
        type: 'application/x-www-form-urlencoded',
      }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(stops).toBe(3);
  });

  test.each([
    ['', 'rowsPerSecond'],
    ['{"rowsPerSecond":"10"}', 'rowsPerSecond'],
    ['{"rowsPerSecond":0}', 'rowsPerSecond'],
    ['{"rowsPerSecond":5,"burst":1}', 'additional properties'],
    ['[]', 'object'],
    ['{"rowsPer', 'JSON'],
  ])('with the wrong input %j are refused with what is wrong', async (body, word) => {
    const { socketPath } = await serveTestEngine({ 'limit-rate': () => null });

    const answer = await ask(socketPath, 'POST', '/commands/limit-rate', { body });

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'COMMAND_INVALID' });
    expect((answer.body as { message: string }).message).toContain(word);
  });

  test.each([
    ['{"kind":"field"}', 'text'],
    ['{"kind":"field","text":""}', 'text'],
    [`{"kind":"field","text":"${'x'.repeat(201)}"}`, 'text'],
    ['{"kind":"genre","text":"x"}', 'kind'],
    ['{"kind":"name","text":"x","limit":9}', 'additional properties'],
  ])('that search for %j are refused with what is wrong', async (body, word) => {
    const search = () => ({ total: 0, matches: 0, best: [] });
    const { socketPath } = await serveTestEngine({ 'search-artists': search });

    const answer = await ask(socketPath, 'POST', '/commands/search-artists', { body });

    expect(answer.status).toBe(400);
    expect((answer.body as { message: string }).message).toContain(word);
  });

  test('that search are asked with kind and text, and answered with what was found', async () => {
    const found = { rank: 4_711, name: 'Bo \u001b[31m', count: 2, meanPopularity: 9.5 };
    const asked: unknown[] = [];
    const { client } = await serveTestEngine({
      'search-artists': async (question) => {
        asked.push(question);
        return { total: 31_437, matches: 37, best: [found] };
      },
    });

    const { result } = await client.send('search-artists', { kind: 'name', text: 'bo' });

    expect(asked).toEqual([{ kind: 'name', text: 'bo' }]);
    expect(result).toEqual({ total: 31_437, matches: 37, best: [found] });
  });

  test('that nobody knows are answered with those that there are', async () => {
    const { socketPath } = await serveTestEngine();

    const { status, body } = await ask(socketPath, 'POST', '/commands/reboot');

    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: 'COMMAND_INVALID',
      message: 'There is no command reboot',
      hint: `The commands are ${COMMAND_NAMES.join(', ')}.`,
    });
  });

  test('that this engine has not are refused with why', async () => {
    const { socketPath } = await serveTestEngine();

    const { status, body } = await ask(socketPath, 'POST', '/commands/start-ingestion');

    expect(status).toBe(409);
    expect(body).toMatchObject({
      code: 'COMMAND_UNAVAILABLE',
      message: 'trackdeck consume cannot start-ingestion',
    });
  });

  test.each([
    ['COMMAND_REFUSED', 409],
    ['TRACK_FILE_DAMAGED', 503],
    ['DISK_FULL', 500],
    ['OUTPUT_UNWRITABLE', 400],
  ] as const)(
    'that fail with %s answer %i, and the client throws the same',
    async (code, status) => {
      const failing = () => {
        throw new ConsoleError(code, 'It went wrong', { hint: 'Mend it.' });
      };
      const { socketPath, client } = await serveTestEngine({ 'export-snapshot': failing });

      const answer = await ask(socketPath, 'POST', '/commands/export-snapshot');
      const thrown = client.send('export-snapshot', {});

      expect(answer).toEqual({
        status,
        body: { code, message: 'It went wrong', hint: 'Mend it.' },
      });
      await expect(thrown).rejects.toMatchObject({
        code,
        message: 'It went wrong',
        hint: 'Mend it.',
      });
    },
  );

  test('that meet a fault of ours say so, without a stack', async () => {
    const { socketPath } = await serveTestEngine({
      shutdown: () => {
        throw new TypeError('x is undefined');
      },
    });

    const { status, body } = await ask(socketPath, 'POST', '/commands/shutdown');

    expect(status).toBe(500);
    expect(body).toMatchObject({
      code: 'INTERNAL',
      message: 'Unexpected failure: x is undefined',
    });
  });
});

test('paths that there are not are answered with those that there are', async () => {
  const { socketPath } = await serveTestEngine();

  const { status, body } = await ask(socketPath, 'GET', '/metrics');

  expect(status).toBe(404);
  expect((body as { hint: string }).hint).toContain('GET /events');
});

test('the state comes with its number and with who tells it', async () => {
  const { client, feed } = await serveTestEngine({ shutdown: () => null });
  feed.dispatch({ type: 'consumer/joining', at: 1 });
  feed.dispatch({ type: 'consumer/paused', at: 2 });

  const answer = await client.getState();

  expect(answer).toMatchObject({
    protocol: PROTOCOL_VERSION,
    engine: { pid: process.pid, command: 'consume', commands: ['shutdown'] },
    sequence: 2,
    state: { consumer: { status: { name: 'joining' }, pausedSince: 2 } },
  });
});

test('a stream greets, then tells every event with its number, but none that changes nothing', async () => {
  const plentyOfDisk = { type: 'disk/sampled', path: '/', freeBytes: null, at: 3 } as const;
  const { client, feed } = await serveTestEngine();
  feed.dispatch({ type: 'consumer/joining', at: 1 });
  const { engine } = await client.getState();
  const end = new AbortController();
  const messages: EngineMessage[] = [];

  for await (const message of client.events(end.signal)) {
    messages.push(message);
    if (messages.length === 1) feed.dispatch({ type: 'consumer/paused', at: 2 });
    if (messages.length === 2) feed.dispatch(plentyOfDisk);
    if (messages.length === 2) feed.dispatch({ type: 'consumer/resumed', at: 4 });
    if (messages.length === 3) break;
  }

  expect(messages).toEqual([
    { type: 'hello', protocol: PROTOCOL_VERSION, engine: engine.id, sequence: 1 },
    { type: 'event', sequence: 2, event: { type: 'consumer/paused', at: 2 } },
    { type: 'event', sequence: 3, event: { type: 'consumer/resumed', at: 4 } },
  ]);
});

test('an engine is told how many read its events, each time that one has come or gone', async () => {
  const { client, watchers } = await serveTestEngine();
  const [first, second] = [new AbortController(), new AbortController()];
  const read = async (end: AbortController) => {
    for await (const _ of client.events(end.signal));
  };
  // Each ends with its abort, long before the last one does.
  const follow = (end: AbortController) => Promise.allSettled([read(end)]);

  const follows = [follow(first)];
  await expect.poll(() => watchers).toEqual([1]);
  follows.push(follow(second));
  await expect.poll(() => watchers).toEqual([1, 2]);
  first.abort();
  await expect.poll(() => watchers).toEqual([1, 2, 1]);
  second.abort();
  await Promise.all(follows);

  await expect.poll(() => watchers).toEqual([1, 2, 1, 0]);
});

test('who does not read is left out, costs a bounded memory, and learns of the gap when it reads again', async () => {
  // No greeting but the one after catching up.
  vi.useFakeTimers({ toFake: ['setInterval'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const { socketPath, feed } = await serveTestEngine();
  const answer = await new Promise<IncomingMessage>((resolve) => {
    request({ socketPath, path: '/events' }, resolve).end();
  });
  onTestFinished(() => {
    answer.destroy();
  });
  await once(answer, 'readable');
  const notice = 'x'.repeat(10_000);

  for (let n = 0; n < 3_000; n += 1) {
    feed.dispatch({ type: 'notice/raised', level: 'info', text: notice, at: n });
    if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  let bytes = 0;
  let newest: unknown;
  const numbers: number[] = [];
  answer.setEncoding('utf8');
  for await (const { event, id, data } of readServerSentEvents(answer)) {
    bytes += data.length;
    if (event === 'hello') newest = JSON.parse(data).sequence;
    else numbers.push(Number(id));
    if (newest === 3_000) break;
  }

  expect(newest).toBe(3_000);
  // Beside what the server keeps, the sockets of the system hold some hundred kilobytes.
  expect(bytes).toBeLessThan(MAX_UNREAD_BYTES * 3);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});

describe('a client without an engine', () => {
  test('says that nobody listens, and what to do', async () => {
    const socketPath = socketInScratch();

    const thrown = createEngineClient({ socketPath }).getState();

    await expect(thrown).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      message: `No engine listens on ${socketPath}`,
      hint: 'Start it with trackdeck engine start.',
    });
  });

  test('gets the last event of one that ends, however much there is to send, though it is late to read', async () => {
    const { client, server, feed } = await serveTestEngine();
    const stream = client.events(new AbortController().signal)[Symbol.asyncIterator]();
    await stream.next();
    const text = 'x'.repeat(900_000);
    feed.dispatch({ type: 'notice/raised', level: 'info', text, at: 1 });
    feed.dispatch({ type: 'engine/ended', failure: null, at: 2 });

    const closed = server.close();
    // As where a busy machine leaves it no time.
    await setTimeout(700);
    const messages = [await stream.next(), await stream.next()];
    await closed;

    expect(messages.at(-1)?.value).toMatchObject({ event: { type: 'engine/ended' } });
  });

  test('says so when the engine ends', async () => {
    const { client, server, socketPath } = await serveTestEngine();
    const stream = client.events(new AbortController().signal)[Symbol.asyncIterator]();
    await stream.next();

    const next = stream.next();
    next.catch(() => {});
    await server.close();

    await expect(next).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      message: `The engine on ${socketPath} has ended`,
    });
  });

  test('ends its stream with the reason of the abort', async () => {
    const { client } = await serveTestEngine();
    const end = new AbortController();
    const stream = client.events(end.signal)[Symbol.asyncIterator]();
    await stream.next();

    const next = stream.next();
    next.catch(() => {});
    end.abort(new Error('screen closed'));

    await expect(next).rejects.toThrow('screen closed');
  });
});
