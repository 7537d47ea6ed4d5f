import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new directory that is removed when the test is over. */
export function temporaryDir(onTestFinished: (cleanUp: () => void) => void): string {
  const path = mkdtempSync(join(tmpdir(), 'trackdeck-csv-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
