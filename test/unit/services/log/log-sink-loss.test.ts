import { mkdirSync, readFileSync, rmdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openLogSink } from '../../../../src/services/log/log-sink.ts';
import { failure } from '../../../contract/contract-test.ts';
import { createWorkspace } from '../../../support/cli/workspace.ts';
import { hasSmallDisk, mountSmallDisk } from '../../../support/disk/small-disk.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

test('a line that cannot be written is no failure, and it is told of once', () => {
  const path = join(scratchDirectory(), 'a.log');
  symlinkSync('/dev/full', path);
  const failures: unknown[] = [];
  const sink = openLogSink({ ...options(path), onFailure: (error) => failures.push(error) });

  for (const line of ['one\n', 'two\n', 'three\n']) sink.write(line);

  sink.close();
  expect(failures).toEqual([failure('DISK_FULL')]);
});

test('a rotation that fails leaves the files as they are, and is made up for', () => {
  const path = join(scratchDirectory(), 'a.log');
  const sink = openLogSink({ ...options(path), maxBytes: 5 });
  mkdirSync(`${path}.next`);
  sink.write('first\n');

  sink.write('lost\n');
  rmdirSync(`${path}.next`);
  sink.write('second\n');
  sink.close();

  expect(readFileSync(`${path}.1`, 'utf8')).toBe('first\n');
  expect(readFileSync(path, 'utf8')).toMatch(/lines-lost.*\nsecond\n$/);
});

describe.skipIf(!hasSmallDisk)('on a full disk', () => {
  test('logging goes on when space returns, on a line of its own, with how many lines were lost', () => {
    const disk = mountSmallDisk(createWorkspace(), 1_000);
    const path = join(disk.path, 'a.log');
    const sink = openLogSink(options(path));
    const long = `${'x'.repeat(6_000)}\n`;
    disk.fill(4);

    for (const line of [long, 'lost\n', 'lost\n']) sink.write(line);
    disk.free();
    sink.write('back\n');
    sink.close();

    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    const loss = { event: 'log/lines-lost', lines: 3 };
    expect(JSON.parse(lines.at(-2) ?? '')).toMatchObject(loss);
    expect(lines.at(-1)).toBe('back');
  });
});

function options(path: string) {
  return { path, maxBytes: 1_000_000, keep: 2, onFailure: () => {} };
}
