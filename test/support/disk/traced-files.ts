/** Loaded into a command with `--import`: writes down what it does with files, a line for each call that succeeded. */
import fs from 'node:fs';
import { type FileCall, listenToFileCalls } from './file-calls.ts';
import { FILE_TRACE } from './file-trace.ts';

const trace = fs.openSync(process.env[FILE_TRACE] ?? '', 'a');
const { writeSync } = fs;

await listenToFileCalls(new Set<FileCall['kind']>(['write', 'flush', 'rename', 'commit']), {
  after: (call) => writeSync(trace, `${JSON.stringify(call)}\n`),
});
