import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  readServerSentEvents,
  type ServerSentEvent,
} from '../../../src/engine/server-sent-events.ts';

async function read(chunks: readonly string[]): Promise<readonly ServerSentEvent[]> {
  const messages: ServerSentEvent[] = [];
  async function* source() {
    yield* chunks;
  }
  for await (const message of readServerSentEvents(source())) messages.push(message);
  return messages;
}

test('messages are the same however the stream is cut', async () => {
  const message = fc.record({ id: fc.nat(), text: fc.string(), isGreeting: fc.boolean() });
  const cuts = fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 30 });

  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 6 }), cuts, async (messages, lengths) => {
      const expected = messages.map(({ id, text, isGreeting }) => ({
        event: isGreeting ? 'hello' : 'message',
        id: String(id),
        data: JSON.stringify({ text }),
      }));
      let stream = expected
        .map(({ event, id, data }) => {
          const name = event === 'hello' ? 'event: hello\n' : '';
          return `${name}id: ${id}\ndata: ${data}\n\n`;
        })
        .join('');
      const chunks: string[] = [];
      for (const length of lengths) {
        chunks.push(stream.slice(0, length));
        stream = stream.slice(length);
      }

      expect(await read([...chunks, stream])).toEqual(expected);
    }),
  );
});

test('a message may have a name', async () => {
  const messages = await read(['event: hello\ndata: {"sequence":7}\n\n']);

  expect(messages).toEqual([{ event: 'hello', id: null, data: '{"sequence":7}' }]);
});

test('half a message at the end is none', async () => {
  const messages = await read(['data: 1\n\n', 'data: 2\n']);

  expect(messages.map(({ data }) => data)).toEqual(['1']);
});
