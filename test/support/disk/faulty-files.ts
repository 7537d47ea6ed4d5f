/**
 * Loaded into a command with `--import`: lets calls on chosen files fail as a broken disk would, for
 * as long as a file exists.
 */
import { existsSync } from 'node:fs';
import { type FileCall, listenToFileCalls } from './file-calls.ts';
import type { FileFault } from './file-fault.ts';

const fault = JSON.parse(process.env['TRACKDECK_TEST_FAULT'] ?? '{}') as FileFault;
const path = new RegExp(fault.path);
const SQLITE_IOERR_WRITE = 778;
let passed = 0;

function isDue(where: string): boolean {
  if (!path.test(where) || !existsSync(fault.whileExists)) return false;
  passed += 1;
  return passed > fault.after;
}

function failureOf({ kind, name, path: where }: FileCall): Error {
  if (kind === 'commit') {
    return Object.assign(new Error('disk I/O error'), { errcode: SQLITE_IOERR_WRITE });
  }
  return Object.assign(new Error(`${fault.code}: ${name} '${where}'`), { code: fault.code });
}

await listenToFileCalls(new Set(fault.calls), {
  before(call) {
    if (isDue(call.path)) throw failureOf(call);
  },
});
