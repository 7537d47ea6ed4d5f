import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ConsoleError, type ErrorCode } from '../../../src/domain/errors.ts';
import { openUnlessDamaged } from '../../../src/services/damaged-store.ts';
import { countAndSave, makePlace, openStore, SET_ASIDE } from '../../support/analytics-place.ts';
import { DAMAGES } from '../../support/disk/damage.ts';
import { scratchDirectory } from '../../support/scratch.ts';

/** One flipped byte may be one that nobody uses; for those see `bit-rot.test.ts`. */
const OF_THE_WHOLE = Object.entries(DAMAGES).filter(([name]) => name !== 'flipped in its middle');

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

test.each(OF_THE_WHOLE)('a store that was %s is set aside, named, for a new one', (_, damage) => {
  const place = makePlace();
  const before = openStore(place);
  countAndSave(before, before.claim(0, 'm'), 300);
  before.close();
  damage(place.path);
  const notices: string[] = [];

  const store = openStore(place, undefined, notices);

  expect(notices).toEqual([expect.stringContaining(`${place.path} is damaged (`)]);
  expect(existsSync(`${place.path}${SET_ASIDE}`)).toBe(true);
  expect(store.loadAll().partitions).toEqual([]);
  expect([before.replacesDamaged, store.replacesDamaged]).toEqual([false, true]);
});

test('a damaged store that another process has replaced meanwhile is not set aside again', () => {
  const path = join(scratchDirectory(), 'store.db');
  writeFileSync(path, 'sound by now');
  const notices: string[] = [];
  let looks = 0;
  const open = (inUse: Disposable) => {
    looks += 1;
    if (looks === 1) throw new ConsoleError('STORE_CORRUPT', `${path} is damaged`);
    return { close: () => inUse[Symbol.dispose]() };
  };
  const policy = { clock: { now: () => 0 }, onNotice: (text: string) => notices.push(text) };

  openUnlessDamaged(path, open, { ...policy, consequence: '' }).close();

  expect(notices).toEqual([]);
  expect(readFileSync(path, 'utf8')).toBe('sound by now');
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
