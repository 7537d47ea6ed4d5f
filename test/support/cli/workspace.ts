import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Directories of one operator, removed at the end. */
export type Workspace = {
  readonly directory: string;
  readonly stateDir: string;
  readonly outputDir: string;
  readonly socketPath: string;
  readonly logPath: string;
  /** The flags that make a command work here. */
  readonly flags: readonly string[];
  /** Names in the output directory, none where there is none. */
  exports(): readonly string[];
  /** Path of a name in it. */
  path(name: string): string;
  /** Writes a file with its directories and returns its path. */
  write(name: string, content: string | Uint8Array): string;
};

/** @param atEnd - who removes it. Default: the end of this test */
export function createWorkspace(atEnd: (cleanUp: () => void) => void = onTestFinished): Workspace {
  const directory = mkdtempSync(join(tmpdir(), 'trackdeck-'));
  atEnd(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  const path = (name: string) => join(directory, name);
  const stateDir = path('state');
  const outputDir = path('output');
  return {
    directory,
    stateDir,
    outputDir,
    socketPath: join(stateDir, 'engine.sock'),
    logPath: join(stateDir, 'embedded-log.db'),
    flags: ['--state-dir', stateDir, '--output-dir', outputDir],
    exports: () => (existsSync(outputDir) ? readdirSync(outputDir).sort() : []),
    path,
    write(name, content) {
      const target = path(name);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
      return target;
    },
  };
}
