import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A directory that goes with the test. */
export function scratchDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'trackdeck-test-'));
  // A process that is just ending may still write into it.
  onTestFinished(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}
