import { expect, test } from 'vitest';
import { selectArtists, selectGenres } from '../../../../src/state/selectors/ranked-lists.ts';
import { countedTracks } from '../../../support/ui/counted-tracks.ts';

const genres = [
  { name: 'dub', count: 30, meanPopularity: 10, tracksPerSecond: 2 },
  { name: 'ambient', count: 20, meanPopularity: 40, tracksPerSecond: 9 },
  { name: 'acid dub', count: 10, meanPopularity: 40, tracksPerSecond: 0 },
];
const view = {
  ...countedTracks(1, { tag: 'tag' }),
  genres,
  artists: [{ name: 'Ada;Bo', count: 3, meanPopularity: 1 }],
  artistNames: [{ name: 'Ada', count: 5, meanPopularity: 1 }],
};

test.each([
  ['count', ['dub', 'ambient', 'acid dub']],
  ['popularity', ['acid dub', 'ambient', 'dub']],
  ['rate', ['ambient', 'dub', 'acid dub']],
] as const)('genres by %s come greatest first, ties by name', (order, names) => {
  expect(selectGenres(view, order, '').map(({ item }) => item.name)).toEqual(names);
});

test('a filter leaves what holds its text in any case, at the rank it has', () => {
  expect(selectGenres(view, 'count', 'DUB').map(({ rank, item }) => [rank, item.name])).toEqual([
    [1, 'dub'],
    [3, 'acid dub'],
  ]);
});

test('artists come as the fields name them or one by one', () => {
  expect(selectArtists(view, 'field', '').map(({ item }) => item.name)).toEqual(['Ada;Bo']);
  expect(selectArtists(view, 'name', '').map(({ item }) => item.name)).toEqual(['Ada']);
});

test('there are no lists before the first record', () => {
  expect(selectGenres(undefined, 'count', '')).toEqual([]);
  expect(selectArtists(undefined, 'name', '')).toEqual([]);
});
