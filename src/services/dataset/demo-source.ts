import { setImmediate } from 'node:timers/promises';
import { type DemoOptions, demoCsv } from '../../domain/demo/demo-csv.ts';
import { formatCount } from '../../domain/format.ts';
import type { DatasetSource } from '../ports.ts';
import { skipBytes } from './skip-bytes.ts';

/** Generated rows as a data set; nothing is stored, every `open` generates them anew. */
export function createDemoSource(options: DemoOptions): DatasetSource {
  const { rows, seed } = options;
  return {
    name: `DEMO DATA: ${formatCount(rows)} generated rows, seed ${seed}`,
    isDemo: true,
    open: (from, signal) => skipBytes(generate(options, signal), from),
  };
}

async function* generate(
  options: DemoOptions,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  for (const piece of demoCsv(options)) {
    // Other work gets its turn between two pieces, as it does while a file is read.
    await setImmediate();
    signal.throwIfAborted();
    yield Buffer.from(piece);
  }
}
