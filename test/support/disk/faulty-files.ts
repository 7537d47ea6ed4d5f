/**
 * Loaded into a command with `--import`: lets calls on chosen files fail as a broken disk would, for
 * as long as a file exists. What SQLite does below JavaScript it cannot reach; its commits it can.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync } from 'node:sqlite';
import type { FileFault } from './file-fault.ts';

const fault = JSON.parse(process.env['TRACKDECK_TEST_FAULT'] ?? '{}') as FileFault;
const path = new RegExp(fault.path);
const SQLITE_IOERR_WRITE = 778;
let passed = 0;

function isDue(where: string): boolean {
  if (!path.test(where) || !existing(fault.whileExists)) return false;
  passed += 1;
  return passed > fault.after;
}

const existing = fs.existsSync;
const { readlinkSync } = fs;

function pathOf(file: unknown): string {
  if (typeof file !== 'number') return String(file);
  try {
    return readlinkSync(`/proc/self/fd/${file}`);
  } catch {
    return '';
  }
}

function systemError(call: string, where: string): Error {
  return Object.assign(new Error(`${fault.code}: ${call} '${where}'`), { code: fault.code });
}

type Methods = Record<string, (...args: unknown[]) => unknown>;

function breakCalls(
  object: object,
  names: readonly string[],
  pathIn: (self: object, first: unknown) => unknown,
) {
  const methods = object as Methods;
  for (const name of names) {
    const original = methods[name];
    if (original === undefined) throw new Error(`There is no ${name} to break`);
    methods[name] = function broken(this: object, ...args: unknown[]) {
      const where = pathOf(pathIn(this, args[0]));
      if (!isDue(where)) return original.apply(this, args);
      if (object !== fs) return Promise.reject(systemError(name, where));
      throw systemError(name, where);
    };
  }
}

const opened = await fs.promises.open('/dev/null');
const handles = Object.getPrototypeOf(opened) as object;
await opened.close();
const first = (_: object, path: unknown) => path;
if (fault.calls.includes('write')) {
  breakCalls(fs, ['writeSync'], first);
  breakCalls(handles, ['write', 'writeFile'], (handle) => (handle as { fd: number }).fd);
}
if (fault.calls.includes('flush')) {
  breakCalls(fs, ['fsyncSync', 'fdatasyncSync'], first);
  breakCalls(handles, ['sync', 'datasync'], (handle) => (handle as { fd: number }).fd);
}
if (fault.calls.includes('open')) {
  breakCalls(fs, ['openSync', 'mkdirSync'], first);
  breakCalls(fs.promises, ['open', 'mkdir'], first);
}
if (fault.calls.includes('rename')) {
  breakCalls(fs, ['renameSync'], first);
  breakCalls(fs.promises, ['rename'], first);
}
if (fault.calls.includes('commit')) {
  const { exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function broken(sql) {
    if (sql === 'COMMIT' && isDue(this.location() ?? '')) {
      throw Object.assign(new Error('disk I/O error'), { errcode: SQLITE_IOERR_WRITE });
    }
    exec.call(this, sql);
  };
}
syncBuiltinESMExports();
