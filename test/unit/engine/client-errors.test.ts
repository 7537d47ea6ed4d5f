import { createServer, type Server } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { createEngineClient } from '../../../src/engine/client.ts';
import { PROTOCOL_VERSION } from '../../../src/engine/protocol.ts';
import { requestJson } from '../../../src/engine/socket-request.ts';
import { socketInScratch } from '../../support/engine/served-engine.ts';

const ANOTHER = PROTOCOL_VERSION + 1;

/** Something that listens on an engine's socket and answers everything the same. */
async function listen(answer: Parameters<typeof createServer>[1]): Promise<string> {
  const socketPath = socketInScratch();
  const server: Server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return socketPath;
}

test('an engine of another version is named with both protocols', async () => {
  const socketPath = await listen((_, response) => response.end(`{"protocol":${ANOTHER}}`));

  const thrown = createEngineClient({ socketPath }).getState();

  await expect(thrown).rejects.toMatchObject({
    code: 'ENGINE_PROTOCOL',
    message: `The engine on ${socketPath} speaks protocol ${ANOTHER}, this trackdeck ${PROTOCOL_VERSION}`,
  });
});

test('so is one whose stream greets with another protocol', async () => {
  const socketPath = await listen((_, response) => {
    const hello = { protocol: ANOTHER, engine: 'x', sequence: 0 };
    response.write(`event: hello\ndata: ${JSON.stringify(hello)}\n\n`);
  });
  const stream = createEngineClient({ socketPath }).events(new AbortController().signal);

  const thrown = stream[Symbol.asyncIterator]().next();

  await expect(thrown).rejects.toMatchObject({
    code: 'ENGINE_PROTOCOL',
    message: `The engine on ${socketPath} speaks protocol ${ANOTHER}, this trackdeck ${PROTOCOL_VERSION}`,
  });
});

test('an engine of another version tells who it is all the same', async () => {
  const engine = {
    ...{ id: 'x', pid: 7, host: 'deck', version: '9.0.0', command: 'engine', startedAt: 1 },
  };
  const body = JSON.stringify({ protocol: ANOTHER, engine, world: 'changed' });
  const socketPath = await listen((_, response) => response.end(body));

  const greeting = await createEngineClient({ socketPath }).identify();

  expect(greeting).toMatchObject({ protocol: ANOTHER, engine });
});

test.each([
  ['text', 'hello'],
  ['other JSON', '{"ok":true}'],
  ['null', 'null'],
])('what answers with %s is no engine', async (_, body) => {
  const socketPath = await listen((__, response) => response.end(body));

  const thrown = createEngineClient({ socketPath }).getState();

  await expect(thrown).rejects.toMatchObject({
    code: 'ENGINE_PROTOCOL',
    message: `What listens on ${socketPath} does not answer as a trackdeck engine`,
  });
  await expect(createEngineClient({ socketPath }).identify()).rejects.toMatchObject({
    code: 'ENGINE_PROTOCOL',
  });
});

test('a refusal with a code of a newer version keeps its words', async () => {
  const socketPath = await listen((_, response) => {
    response.statusCode = 409;
    response.end('{"code":"MOON_TOO_FULL","message":"Not tonight","hint":"Wait."}');
  });

  const thrown = createEngineClient({ socketPath }).send('shutdown', {});

  await expect(thrown).rejects.toMatchObject({
    code: 'COMMAND_REFUSED',
    message: 'Not tonight',
    hint: 'Wait.',
  });
});

test('a connection that breaks in the middle of an answer is a failure of the engine', async () => {
  const socketPath = await listen((_, response) => {
    response.write('{"protocol":1,');
    setImmediate(() => response.destroy());
  });

  const thrown = createEngineClient({ socketPath }).getState();

  await expect(thrown).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' });
});

test('an engine that says nothing is given up', async () => {
  const socketPath = await listen(() => {});

  const thrown = requestJson({ socketPath, method: 'GET', path: '/state', silenceMs: 20 });

  await expect(thrown).rejects.toMatchObject({
    code: 'ENGINE_UNREACHABLE',
    message: `The engine on ${socketPath} has said nothing for 0.02 s`,
    hint: `It may be stopped (SIGSTOP) or its machine overloaded: fuser ${socketPath} tells its pid, and kill -CONT wakes one that is stopped.`,
  });
});

test('an engine that falls silent in the middle of its answer is given up', async () => {
  const socketPath = await listen((_, response) => {
    response.write('{"protocol":1,');
  });

  const thrown = requestJson({ socketPath, method: 'GET', path: '/state', silenceMs: 20 });

  await expect(thrown).rejects.toMatchObject({
    message: `The engine on ${socketPath} has said nothing for 0.02 s`,
  });
});
