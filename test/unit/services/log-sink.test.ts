import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openLogSink } from '../../../src/services/log-sink.ts';

function logDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'trackdeck-log-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

test('lines are appended to what is there, in a file for its owner only', () => {
  const path = join(logDirectory(), 'logs', 'a.log');
  const options = { path, maxBytes: 1000, keep: 2 };

  for (const line of ['one\n', 'two\n']) {
    const sink = openLogSink(options);
    sink.write(line);
    sink.close();
  }

  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a full file is rotated, and no more than the files to keep stay', () => {
  const directory = logDirectory();
  const sink = openLogSink({ path: join(directory, 'a.log'), maxBytes: 10, keep: 2 });

  for (const name of ['first', 'second', 'third', 'fourth']) sink.write(`${name.padEnd(9)}\n`);
  sink.close();

  expect(readdirSync(directory).sort()).toEqual(['a.log', 'a.log.1', 'a.log.2']);
  expect(readFileSync(join(directory, 'a.log'), 'utf8')).toContain('fourth');
  expect(readFileSync(join(directory, 'a.log.2'), 'utf8')).toContain('second');
});
