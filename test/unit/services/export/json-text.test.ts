import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonText } from '../../../../src/services/export/json-text.ts';

test('keys that look like numbers keep their rank', () => {
  const ranking = new Map([
    ['Ada', 9],
    ['311', 8],
    ['1975', 7],
    ['__proto__', 6],
  ]);

  const text = jsonText({ top: ranking });

  expect(text).toBe(
    '{\n  "top": {\n    "Ada": 9,\n    "311": 8,\n    "1975": 7,\n    "__proto__": 6\n  }\n}',
  );
});

test('is read back as what was written', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      expect(JSON.parse(jsonText(value as null))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
