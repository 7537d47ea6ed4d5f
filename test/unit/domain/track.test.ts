import { expect, test } from 'vitest';
import { artistNames, datasetTag } from '../../../src/domain/track.ts';

test.each([
  ['Ada', ['Ada']],
  ['Ada;Bo;Cy', ['Ada', 'Bo', 'Cy']],
  ['Ada ;Bo', ['Ada ', 'Bo']],
  [' Ada ', [' Ada ']],
  ['Ada;;Bo;', ['Ada', 'Bo']],
])('the artists field %j names %j', (artists, names) => {
  expect(artistNames(artists)).toEqual(names);
});

test('a data set is tagged with the first 8 bytes of its hash', () => {
  expect(datasetTag('0123456789abcdef'.repeat(4))).toBe('0123456789abcdef');
});
