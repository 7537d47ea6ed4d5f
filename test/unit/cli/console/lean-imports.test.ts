import { registerHooks } from 'node:module';
import { expect, test } from 'vitest';
import { leanImports } from '../../../../src/cli/console/lean-imports.ts';

test('Ink gets our parts, and the one function it takes from a large library', async () => {
  const loaded: string[] = [];
  registerHooks({
    load(url, context, nextLoad) {
      loaded.push(url);
      return nextLoad(url, context);
    },
  });

  leanImports();
  await import('ink');

  const ends = (end: string) => loaded.filter((url) => url.endsWith(end)).length;
  expect({
    output: ends('/console/ink/row-output.ts'),
    width: ends('/console/ink/cell-width.ts'),
    throttle: ends('/function/throttle.mjs'),
    library: ends('/compat/index.mjs'),
  }).toEqual({ output: 1, width: 1, throttle: 1, library: 0 });
});
