import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync } from 'node:sqlite';

export type FileCallKind = 'open' | 'write' | 'flush' | 'rename' | 'commit';

export type FileCall = {
  readonly kind: FileCallKind;
  readonly name: string;
  /** Of the file or directory as it is named now. */
  readonly path: string;
  /** Where a rename goes to; empty otherwise. */
  readonly to: string;
};

export type FileCallListener = {
  /** What it throws is what the call fails with. */
  readonly before?: (call: FileCall) => void;
  /** Once it has succeeded. */
  readonly after?: (call: FileCall) => void;
};

type Methods = Record<string, (...args: unknown[]) => unknown>;

const { readlinkSync } = fs;

/**
 * Listens to such calls of this process on files. What SQLite does below JavaScript it cannot see; its
 * commits it can.
 */
export async function listenToFileCalls(
  kinds: ReadonlySet<FileCallKind>,
  listener: FileCallListener,
): Promise<void> {
  const hook = (kind: FileCallKind, object: object, names: readonly string[]) => {
    if (kinds.has(kind)) for (const name of names) hookMethod(kind, object, name, listener);
  };
  const handles = await handlePrototype();
  hook('write', fs, ['writeSync']);
  hook('write', handles, ['write', 'writeFile']);
  hook('flush', fs, ['fsyncSync', 'fdatasyncSync']);
  hook('flush', handles, ['sync', 'datasync']);
  hook('open', fs, ['openSync', 'mkdirSync']);
  hook('open', fs.promises, ['open', 'mkdir']);
  hook('rename', fs, ['renameSync']);
  hook('rename', fs.promises, ['rename']);
  if (kinds.has('commit')) hookCommits(listener);
  syncBuiltinESMExports();
}

async function handlePrototype(): Promise<object> {
  await using opened = await fs.promises.open('/dev/null');
  return Object.getPrototypeOf(opened) as object;
}

function hookMethod(
  kind: FileCallKind,
  object: object,
  name: string,
  { before, after }: FileCallListener,
): void {
  const methods = object as Methods;
  const original = methods[name];
  if (original === undefined) throw new Error(`There is no ${name} to listen to`);
  const isOfHandle = object !== fs && object !== fs.promises;
  const callOf = (self: object, args: readonly unknown[]): FileCall => {
    const file = isOfHandle ? (self as { readonly fd: number }).fd : args[0];
    return { kind, name, path: pathOf(file), to: kind === 'rename' ? String(args[1]) : '' };
  };
  methods[name] =
    object === fs
      ? function hooked(this: object, ...args: unknown[]) {
          const call = callOf(this, args);
          before?.(call);
          const result = original.apply(this, args);
          after?.(call);
          return result;
        }
      : async function hooked(this: object, ...args: unknown[]) {
          const call = callOf(this, args);
          before?.(call);
          const result = await original.apply(this, args);
          after?.(call);
          return result;
        };
}

function hookCommits({ before, after }: FileCallListener): void {
  const { exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function hooked(sql) {
    if (sql !== 'COMMIT') return exec.call(this, sql);
    const call = { kind: 'commit', name: 'exec', path: this.location() ?? '', to: '' } as const;
    before?.(call);
    exec.call(this, sql);
    after?.(call);
  };
}

function pathOf(file: unknown): string {
  if (typeof file !== 'number') return String(file);
  try {
    return readlinkSync(`/proc/self/fd/${file}`);
  } catch {
    return '';
  }
}
