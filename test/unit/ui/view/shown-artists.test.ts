import { expect, test } from 'vitest';
import { initialState, reduce } from '../../../../src/state/store.ts';
import { listExtent } from '../../../../src/ui/view/list-extent.ts';
import { shownArtists } from '../../../../src/ui/view/shown-artists.ts';
import { initialView } from '../../../../src/ui/view/view-reducer.ts';
import type { ArtistSearch } from '../../../../src/ui/view/view-state.ts';
import { countedTracks } from '../../../support/ui/counted-tracks.ts';

const ANALYTICS = {
  ...countedTracks(1, { tag: 'tag' }),
  artists: [
    { name: 'Bo', count: 3, meanPopularity: 1 },
    { name: 'Cy', count: 2, meanPopularity: 1 },
  ],
  uniqueArtists: 900,
};
const BEST = [
  { rank: 1, name: 'Bo', count: 3, meanPopularity: 1 },
  { rank: 420, name: 'Bob', count: 1, meanPopularity: 1 },
];
const SEARCH: ArtistSearch = {
  status: 'answered',
  answer: { kind: 'field', text: 'b', matches: { total: 900, matches: 2, best: BEST } },
};

test('the answer to the filter is shown, at the ranks that it has', () => {
  const { items, matches } = shownArtists(ANALYTICS, 'field', 'b', SEARCH);

  expect(items.map(({ rank, item }) => [rank, item.name])).toEqual([
    [1, 'Bo'],
    [420, 'Bob'],
  ]);
  expect(matches?.matches).toBe(2);
});

test('the listed ones are shown where nothing is answered, and where they are all', () => {
  const whole = { ...ANALYTICS, uniqueArtists: 2 };
  const shown = [
    shownArtists(ANALYTICS, 'field', 'c', SEARCH),
    shownArtists(ANALYTICS, 'field', '', SEARCH),
    shownArtists(whole, 'field', 'b', SEARCH),
    shownArtists(undefined, 'field', 'b', SEARCH),
  ];

  expect(shown.map(({ items }) => items.map(({ item }) => item.name))).toEqual([
    ['Cy'],
    ['Bo', 'Cy'],
    ['Bo'],
    [],
  ]);
  expect(shown.map(({ matches }) => matches)).toEqual([null, null, null, null]);
});

test('the list can be scrolled through all that was answered', () => {
  const analytics = { type: 'analytics/counted', view: ANALYTICS, countedNow: 1, at: 1 } as const;
  const filter = { ...initialView.filter, artists: 'b' };
  const view = { ...initialView, focus: 'artists', filter, artistSearch: SEARCH } as const;

  const { rows } = listExtent(reduce(initialState, analytics), view, { columns: 80, rows: 24 });

  expect(rows).toBe(2);
});
