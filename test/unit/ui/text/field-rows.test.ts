import { expect, test } from 'vitest';
import { type Field, fieldRow } from '../../../../src/ui/text/field-rows.ts';
import { paintRow } from '../../../../src/ui/text/row.ts';
import { createTheme } from '../../../../src/ui/theme.ts';

const theme = createTheme({ colour: 'none', ascii: false });
const FIELDS: readonly Field[] = [
  ['rows read', '7,002'],
  ['acknowledged', '6,000', 'acked'],
];

test('a name does not change with its value', () => {
  const short: readonly Field[] = [
    ['rows read', '7'],
    ['acknowledged', '6', 'acked'],
  ];

  const shown = paintRow(fieldRow(short, 34), theme);

  expect(shown).toBe('rows read      7  acked          6');
});

test('beside a long value the short name stands, in its column', () => {
  const fields: readonly Field[] = [
    ['newest record', '1 s', 'newest'],
    ['to drain', 'grows 640/s', 'drain'],
  ];

  expect(paintRow(fieldRow(fields, 38), theme)).toBe('newest         1 s  drain  grows 640/s');
});

test('a field alone keeps the column that it has beside another', () => {
  const [alone, both] = [FIELDS.slice(0, 1), FIELDS].map((fields) =>
    paintRow(fieldRow(fields, 44), theme),
  );

  expect(alone).toBe('rows read       7,002');
  expect(both?.startsWith(alone ?? '')).toBe(true);
});

test.each([
  [44, 'rows read       7,002  acknowledged    6,000'],
  [34, 'rows read  7,002  acked      6,000'],
  [24, 'rows read 7,002'],
  [28, 'rows read 7,002  acked 6,000'],
])('in %d cells names give way to values', (width, text) => {
  const shown = paintRow(fieldRow(FIELDS, width), theme);

  expect(shown).toBe(text);
});
