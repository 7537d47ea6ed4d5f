import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import type { ErrorCode } from '../../../src/domain/errors.ts';
import { countAndSave, makePlace, openStore, SET_ASIDE } from '../../support/analytics-place.ts';
import { DAMAGES } from '../../support/disk/damage.ts';

test('a store is set aside with its write-ahead log, so that nothing of it comes into the new one', () => {
  const at = makePlace();
  const working = openStore(at);
  countAndSave(working, working.claim(0, 'm'), 3);
  // As a process leaves its store that is killed.
  const place = makePlace();
  mkdirSync(dirname(place.path), { recursive: true });
  for (const side of ['', '-wal']) copyFileSync(at.path + side, place.path + side);
  writeFileSync(place.path, 'no database\n'.repeat(5_000));

  const store = openStore(place);

  const aside = `${place.path}${SET_ASIDE}-wal`;
  expect(readFileSync(aside).equals(readFileSync(`${at.path}-wal`))).toBe(true);
  expect(store.loadAll().partitions).toEqual([]);
});

test('a damaged store that somebody else uses is left where it is', () => {
  const place = makePlace();
  const used = openStore(place);
  countAndSave(used, used.claim(0, 'm'), 3);
  DAMAGES['replaced by something else']?.(place.path);

  const code: ErrorCode = 'STORE_CORRUPT';
  const hint = expect.stringContaining('Stop whatever works on this state directory');
  expect(() => openStore(place)).toThrow(expect.objectContaining({ code, hint }));
  expect(existsSync(place.path)).toBe(true);
  const names = readdirSync(dirname(place.path));
  expect(names.filter((name) => name.includes('set-aside'))).toEqual([]);
});
