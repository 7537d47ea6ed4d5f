import { createRequire, Module } from 'node:module';
import * as ink from 'ink';

const require = createRequire(import.meta.url);

/**
 * ink-table is CommonJS and asks for ink by `require`, which cannot load a module graph with
 * top-level await. It finds the ink that is already loaded in the cache instead.
 */
function provideInk(): void {
  const id = require.resolve('ink');
  if (require.cache[id] !== undefined) return;
  const provided = new Module(id);
  Object.assign(provided, { filename: id, exports: ink, loaded: true });
  require.cache[id] = provided;
}

provideInk();

const { default: InkTable } = require('ink-table') as typeof import('ink-table');

export { InkTable };
