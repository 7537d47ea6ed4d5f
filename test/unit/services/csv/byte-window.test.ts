import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createByteWindow } from '../../../../src/services/csv/byte-window.ts';

async function* chunked(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (let chunk = 0; at < bytes.length; chunk += 1) {
    const size = sizes[chunk % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

test('every byte passes once and in order, however it is chunked, filled and passed', async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 500 }),
      sizes,
      sizes,
      async (content, chunks, fills) => {
        const bytes = Buffer.from(content);
        const window = createByteWindow(chunked(bytes, chunks));
        const passed: Buffer[] = [];

        for (let step = 0; ; step += 1) {
          const wanted = fills[step % fills.length] ?? 1;
          await window.fill(wanted);
          if (window.unread.length === 0) break;
          const part = Buffer.from(window.unread.subarray(0, Math.ceil(wanted / 2)));
          passed.push(part);
          window.advance(part.length);
        }

        expect(Buffer.concat(passed).equals(bytes)).toBe(true);
      },
    ),
  );
});

test('a fill reads no chunk beyond the one that makes it full', async () => {
  let read = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for (;;) {
      read += 1;
      yield Buffer.alloc(10);
    }
  }
  const window = createByteWindow(counted());

  await window.fill(25);

  expect(window.unread).toHaveLength(30);
  expect(read).toBe(3);
});
