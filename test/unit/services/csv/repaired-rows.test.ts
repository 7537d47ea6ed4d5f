import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { csvLine } from '../../../../src/domain/csv-format.ts';
import { readRepairedRows } from '../../../../src/services/csv/repaired-rows.ts';
import { failure } from '../../../contract/contract-test.ts';
import { COLUMNS, rowCells } from '../../../support/csv/csv-text.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const REJECTS_COLUMNS = ['line', 'record_id', 'column', 'reason', 'value', 'raw'];

test('of a copy of the rejects file the raw column counts, byte for byte', async () => {
  const raw = Buffer.from('a,"b ""c""",\u00e9\n\xff', 'latin1');
  const quoted = raw.toString('latin1').replaceAll('"', '""');
  const line = Buffer.from(`6,4,popularity,number-out-of-range,250,"${quoted}"\n`, 'latin1');
  const path = fileWith(Buffer.concat([Buffer.from(csvLine(REJECTS_COLUMNS)), line]));

  const rows = await readRepairedRows(path);

  expect(rows).toEqual([{ recordId: 4, raw }]);
});

test('a file with the columns of the data set is judged by them, in any order', async () => {
  const header = [...COLUMNS.slice(1), 'record_id'];
  const sound = [...rowCells({ track_name: 'Zoë' }).slice(1), '7'];
  const bad = [...rowCells({ popularity: '101' }).slice(1), '8'];
  const path = fileWith(`\uFEFF${[header, sound, bad].map(csvLine).join('')}`);

  const rows = await readRepairedRows(path);

  expect(rows).toMatchObject([
    { recordId: 7, verdict: { ok: true, row: { track_name: 'Zoë', record_id: 7 } } },
    { recordId: 8, verdict: { ok: false, rejection: { column: 'popularity' } } },
  ]);
});

test('bytes that are no UTF-8 are rejected, not replaced', async () => {
  const header = Buffer.from(csvLine([...COLUMNS, 'record_id']));
  const cells = Buffer.from(csvLine([...rowCells({ track_name: '\xff' }), '7']), 'latin1');
  const path = fileWith(Buffer.concat([header, cells]));

  const rows = await readRepairedRows(path);

  expect(rows).toMatchObject([{ verdict: { ok: false, rejection: { reason: 'invalid-utf8' } } }]);
});

test.each([
  ['names no rows', csvLine(['line', 'raw']), 'has no column record_id'],
  ['is no CSV', `${csvLine(REJECTS_COLUMNS)}1,2,"open`, 'is no CSV'],
  ['has a row without its number', `${csvLine(REJECTS_COLUMNS)}1,,c,r,v,raw\n`, 'record 2'],
  ['repairs a row twice', `${csvLine(REJECTS_COLUMNS)}1,2,c,r,v,x\n1,2,c,r,v,y\n`, 'row 2 twice'],
])('a file that %s is refused', async (_, content, message) => {
  const reading = readRepairedRows(fileWith(content));

  await expect(reading).rejects.toEqual(failure('REPAIR_INVALID'));
  await expect(reading).rejects.toThrow(message);
});

test('a file with record_id but neither raw rows nor all columns is refused', async () => {
  const reading = readRepairedRows(fileWith(csvLine(['record_id', 'track_id'])));

  await expect(reading).rejects.toThrow('lacks the columns');
});

test('a file that is not there is a matter of usage', async () => {
  const reading = readRepairedRows(join(scratchDirectory(), 'none.csv'));

  await expect(reading).rejects.toEqual(failure('CONFIG_INVALID'));
});

function fileWith(content: string | Buffer): string {
  const path = join(scratchDirectory(), 'repaired.csv');
  writeFileSync(path, content);
  return path;
}
