import { expect, test } from 'vitest';
import { pathText } from '../../../../src/ui/text/path-text.ts';

const PATH = '/var/lib/trackdeck/log.db';

test.each([
  [25, PATH],
  [24, '…/lib/trackdeck/log.db'],
  [21, '…/trackdeck/log.db'],
  [8, '…/log.db'],
  [7, 'log.db'],
  [4, 'log…'],
])('in %d cells whole names go from the beginning of a path, the last one last', (width, shown) => {
  expect(pathText(PATH, width, '…')).toBe(shown);
});
