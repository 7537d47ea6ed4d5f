import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openJobLog } from '../../../../src/services/spark/job-log.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

test('ten logs are kept, the newest ones', async () => {
  const directory = scratchDirectory();
  const names = Array.from({ length: 12 }, (_, day) => `202611${String(day + 10)}T000000Z.log`);
  for (const name of names) writeFileSync(join(directory, name), '');
  writeFileSync(join(directory, 'notes.txt'), '');

  const log = await openJobLog(join(directory, '20261130T000000Z.log'));
  await log.close();

  expect(readdirSync(directory).sort()).toEqual([
    ...names.slice(3),
    '20261130T000000Z.log',
    'notes.txt',
  ]);
});

test('its newest error is told in one line, also when it came in pieces', async () => {
  const log = await openJobLog(join(scratchDirectory(), 'run.log'));

  log.write('26/11/29 18:03:43 ERROR Backend: first\n26/11/29 18:03:44 ERR');
  log.write('OR Backend: All masters are unresponsive! Giving up.\n\tat a.b(C.java:1)\n');
  await log.close();

  expect(log.lastError()).toBe('All masters are unresponsive! Giving up.');
});

test('a directory that cannot be made costs the log alone', async () => {
  const inTheWay = join(scratchDirectory(), 'logs');
  writeFileSync(inTheWay, '');

  const log = await openJobLog(join(inTheWay, 'run.log'));
  log.write('26/11/29 18:03:43 ERROR Backend: still told\n');
  await log.close();

  expect(log.lastError()).toBe('still told');
});
