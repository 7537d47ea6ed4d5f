import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLogSink } from '../../../../src/services/log/log-sink.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

test('lines are appended to what is there, in a file for its owner only', () => {
  const path = join(scratchDirectory(), 'logs', 'a.log');
  const options = { path, maxBytes: 1000, keep: 2, onFailure: () => {} };

  for (const line of ['one\n', 'two\n']) {
    const sink = openLogSink(options);
    sink.write(line);
    sink.close();
  }

  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a full file is rotated, and no more than the files to keep stay', () => {
  const directory = scratchDirectory();
  const sink = openLogSink({
    path: join(directory, 'a.log'),
    maxBytes: 10,
    keep: 2,
    onFailure: () => {},
  });

  for (const name of ['first', 'second', 'third', 'fourth']) sink.write(`${name.padEnd(9)}\n`);
  sink.close();

  expect(readdirSync(directory).sort()).toEqual(['a.log', 'a.log.1', 'a.log.2']);
  expect(readFileSync(join(directory, 'a.log'), 'utf8')).toContain('fourth');
  expect(readFileSync(join(directory, 'a.log.2'), 'utf8')).toContain('second');
});
