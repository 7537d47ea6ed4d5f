import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Rejection, RowVerdict } from '../../../src/domain/row-check.ts';
import { createRowCheck } from '../../../src/domain/row-checker.ts';
import { type CellChanges, COLUMNS, rowCells } from '../../support/csv/csv-text.ts';

const checkCells = createRowCheck(COLUMNS);

function check(changes: CellChanges): RowVerdict {
  return checkCells({ fields: rowCells(changes), isUtf8: true, recordId: 5 });
}

function rejectionOf(verdict: RowVerdict): Rejection {
  if (verdict.ok) throw new Error('The row was not rejected');
  return verdict.rejection;
}

function numberOf(column: 'popularity' | 'loudness' | 'duration_ms' | 'key', text: string): number {
  const verdict = check({ [column]: text });
  if (!verdict.ok) throw new Error(`The row was rejected: ${verdict.rejection.reason}`);
  return verdict.row[column];
}

test('a sound row becomes real numbers and booleans, and its text stays text', () => {
  const verdict = check({ track_name: 'Infinity', album_name: '007', explicit: 'True' });

  expect(verdict).toEqual({
    ok: true,
    isIncomplete: false,
    row: {
      track_id: '0000000000000000000001',
      track_name: 'Infinity',
      artists: 'Ada;Bo',
      album_name: '007',
      popularity: 40,
      duration_ms: 200_000,
      explicit: true,
      danceability: 0.5,
      energy: 0.25,
      key: 7,
      loudness: -6.5,
      mode: 1,
      speechiness: 0.04,
      acousticness: 0.000015,
      instrumentalness: 0,
      liveness: 0.125,
      valence: 0.75,
      tempo: 120.5,
      time_signature: 4,
      track_genre: 'drone',
      record_id: 5,
    },
  });
});

test('columns are found by name, in any order and among others', () => {
  const reversed = createRowCheck([...COLUMNS, 'extra'].reverse());

  const verdict = reversed({
    fields: [...rowCells(), 'ignored'].reverse(),
    isUtf8: true,
    recordId: 5,
  });

  expect(verdict).toEqual(check({}));
});

test.each(['artists', 'album_name', 'track_name'] as const)(
  'a row without %s is incomplete and holds null there',
  (column) => {
    const verdict = check({ [column]: '' });

    expect(verdict).toMatchObject({ ok: true, isIncomplete: true, row: { [column]: null } });
  },
);

test.each(['track_id', 'track_genre'] as const)('a row without %s is rejected', (column) => {
  const rejection = rejectionOf(check({ [column]: '' }));

  expect(rejection).toEqual({ reason: 'missing-value', column, value: '' });
});

test.each(['', 'x'].map((cell) => [cell]))(
  'a row with a column too few or too many is rejected as a whole (%j)',
  (extra) => {
    const fields = extra === '' ? rowCells().slice(1) : [...rowCells(), extra];

    const rejection = rejectionOf(checkCells({ fields, isUtf8: false, recordId: 0 }));

    const value = `${fields.length} instead of 21`;
    expect(rejection).toEqual({ reason: 'column-count', column: '', value });
  },
);

test('bytes that are no UTF-8 are a fault before any column is', () => {
  const fields = rowCells({ track_id: '' });

  const rejection = rejectionOf(checkCells({ fields, isUtf8: false, recordId: 0 }));

  expect(rejection).toEqual({ reason: 'invalid-utf8', column: '', value: '' });
});

test('of several faults the first in the order of the record decides', () => {
  const rejection = rejectionOf(check({ tempo: 'x', energy: '2', track_genre: '' }));

  expect(rejection).toEqual({ reason: 'number-out-of-range', column: 'energy', value: '2' });
});

test.each([
  ['73.0', 73],
  ['1e2', 100],
  ['+5', 5],
  ['007', 7],
  ['.5e1', 5],
  ['-0', 0],
])('popularity %s is the integer %d', (text, expected) => {
  expect(numberOf('popularity', text)).toBe(expected);
});

test.each([
  ['', 'number-empty'],
  [' ', 'number-not-decimal'],
  [' 1', 'number-not-decimal'],
  ['1 ', 'number-not-decimal'],
  ['0x10', 'number-not-decimal'],
  ['NaN', 'number-not-decimal'],
  ['Infinity', 'number-not-decimal'],
  ['1_000', 'number-not-decimal'],
  ['1,5', 'number-not-decimal'],
  ['1e', 'number-not-decimal'],
  ['.', 'number-not-decimal'],
  ['--1', 'number-not-decimal'],
  ['\u0661', 'number-not-decimal'],
  ['40.5', 'number-not-integer'],
  ['101', 'number-out-of-range'],
  ['-1', 'number-out-of-range'],
  ['1e400', 'number-out-of-range'],
])('popularity %j is rejected as %s', (text, reason) => {
  expect(rejectionOf(check({ popularity: text }))).toEqual({
    reason,
    column: 'popularity',
    value: text,
  });
});

test.each([
  ['popularity', '0', '100', '-1', '101'],
  ['duration_ms', '0', '9007199254740991', '-1', '9007199254740992'],
  ['key', '-1', '11', '-2', '12'],
  ['mode', '0', '1', '-1', '2'],
  ['time_signature', '0', '16', '-1', '17'],
  ['danceability', '0', '1', '-0.01', '1.01'],
  ['energy', '0', '1', '-0.01', '1.01'],
  ['speechiness', '0', '1', '-0.01', '1.01'],
  ['acousticness', '0', '1', '-0.01', '1.01'],
  ['instrumentalness', '0', '1', '-0.01', '1.01'],
  ['liveness', '0', '1', '-0.01', '1.01'],
  ['valence', '0', '1', '-0.01', '1.01'],
  ['loudness', '-100', '20', '-100.1', '20.1'],
  ['tempo', '0', '1000', '-0.1', '1000.1'],
] as const)('%s goes from %s to %s', (column, lowest, highest, under, over) => {
  expect([lowest, highest].map((text) => check({ [column]: text }).ok)).toEqual([true, true]);
  for (const text of [under, over]) {
    expect(rejectionOf(check({ [column]: text })).reason).toBe('number-out-of-range');
  }
});

test.each([
  ['true', true],
  ['TRUE', true],
  ['fAlSe', false],
])('%s is a boolean', (text, expected) => {
  expect(check({ explicit: text })).toMatchObject({ ok: true, row: { explicit: expected } });
});

test.each(['', '1', 'yes', ' True', 'Truе'])('%j is no boolean', (text) => {
  expect(rejectionOf(check({ explicit: text }))).toEqual({
    reason: 'not-a-boolean',
    column: 'explicit',
    value: text,
  });
});

test('a rejected value is cut to 256 characters, never inside a surrogate pair', () => {
  const value = rejectionOf(check({ tempo: `${'x'.repeat(255)}🎵y` })).value;

  expect(value).toBe('x'.repeat(255));
});

test('any finite number in range comes back as it was', () => {
  fc.assert(
    fc.property(fc.double({ min: -100, max: 20, noNaN: true }), (value) => {
      expect(numberOf('loudness', String(value))).toBe(value + 0);
    }),
  );
});
