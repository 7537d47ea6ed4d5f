import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import RowOutput from '../../../../../src/cli/console/ink/row-output.ts';
import { createTheme, type Tone } from '../../../../../src/ui/theme.ts';
import { createVirtualTerminal } from '../../../../support/terminal/virtual-terminal.ts';

const ink = pathToFileURL(createRequire(import.meta.url).resolve('ink'));
const { default: InkOutput } = (await import(new URL('output.js', ink).href)) as {
  readonly default: typeof RowOutput;
};

const SIZE = { width: 24, height: 4 } as const;
const theme = createTheme({ colour: '256', ascii: false });
const transformers: readonly ((line: string, row: number) => string)[] = [];

type Output = InstanceType<typeof RowOutput>;

/** What a terminal shows of a frame by Ink's own output and of the same frame by ours. */
async function shownByBoth(paint: (output: Output) => void) {
  return Promise.all(
    [InkOutput, RowOutput].map(async (OutputClass) => {
      const output = new OutputClass(SIZE);
      paint(output);
      const terminal = createVirtualTerminal(SIZE.width, SIZE.height);
      terminal.write(output.get().output.replaceAll('\n', '\r\n'));
      await terminal.settled();
      return terminal.cells();
    }),
  );
}

const letters = fc.string({ unit: fc.constantFrom('a', ' ', '│', '█', '月', 'é'), maxLength: 8 });
const span = fc.record({
  tone: fc.constantFrom<Tone>('plain', 'quiet', 'strong', 'focus', 'alarm', 'reverse'),
  text: letters,
});
const text = fc
  .array(span, { maxLength: 3 })
  .map((spans) => spans.map(({ tone, text }) => theme.paint(tone, text)).join(''));
const written = fc.array(
  fc.record({ x: fc.integer({ min: -1, max: 23 }), y: fc.integer({ min: -1, max: 4 }), text }),
  { maxLength: 8 },
);

test('texts anywhere, over each other too, look as Ink paints them', async () => {
  await fc.assert(
    fc.asyncProperty(written, async (texts) => {
      const [byInk, byRows] = await shownByBoth((output) => {
        for (const { x, y, text } of texts) output.write(x, y, text, { transformers });
      });

      expect(byRows).toEqual(byInk);
    }),
  );
});

test('what lies under two texts keeps its own styles, each as far as it goes', async () => {
  const nested = `\u001b[1m\u001b[38;5;75ma\u001b[39m\u001b[22ma`;
  const [byInk, byRows] = await shownByBoth((output) => {
    for (const [x, text] of [[1, nested] as const, [0, 'b'] as const, [0, 'c'] as const]) {
      output.write(x, 2, text, { transformers });
    }
  });

  expect(byRows).toEqual(byInk);
});

test('lines that come from a transformer stand in their rows', () => {
  const output = new RowOutput(SIZE);
  const lines = [theme.paint('strong', 'one'), '', 'three'];

  output.write(2, 1, ' \n \n ', { transformers: [(_, row) => lines[row] ?? ''] });

  expect(output.get()).toEqual({ output: `\n  ${lines[0]}\n\n  three`, height: 4 });
});

test('what stands apart in a row keeps its codes, and is not taken apart', () => {
  const output = new RowOutput(SIZE);
  const left = '\u001b[1m\u001b[22m│';

  output.write(0, 0, left, { transformers });
  output.write(5, 0, '│', { transformers });

  expect(output.get().output.split('\n')[0]).toBe(`${left}    │`);
});

test('what is cut off at an edge is cut off by Ink', async () => {
  const [byInk, byRows] = await shownByBoth((output) => {
    (output as unknown as { clip(edges: object): void }).clip({ x1: 2, x2: 5, y1: 0, y2: 1 });
    output.write(0, 0, 'abcdefgh', { transformers });
  });

  expect(byRows).toEqual(byInk);
  expect(byRows?.[0]?.map(({ text }) => text).join('')).toBe(`  cde${' '.repeat(19)}`);
});

test('a style over two lines does not run into what stands beside them', async () => {
  const [byInk, byRows] = await shownByBoth((output) => {
    output.write(1, 0, theme.paint('alarm', 'one\ntwo'), { transformers });
    output.write(8, 0, 'beside', { transformers });
  });

  expect(byRows).toEqual(byInk);
});
