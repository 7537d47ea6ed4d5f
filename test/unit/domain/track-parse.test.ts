import { expect, test } from 'vitest';
import { parseTrack } from '../../../src/domain/track-parse.ts';
import { trackOf } from '../../support/tracks.ts';

test('a track is what its JSON says', () => {
  const track = trackOf({ artists: null, key: -1, loudness: 3.25 });

  expect(parseTrack(JSON.stringify(track))).toEqual(track);
});

test.each([
  ['no JSON', '{"track_id":'],
  ['a list', '[]'],
  ['null', 'null'],
  ['a number', '7'],
])('%s is no track', (_, json) => {
  expect(parseTrack(json)).toBeUndefined();
});

test.each([
  ['an empty id', { track_id: '' }],
  ['no genre', { track_genre: null }],
  ['an empty title in place of null', { track_name: '' }],
  ['a popularity above 100', { popularity: 101 }],
  ['a popularity that is no whole number', { popularity: 7.5 }],
  ['a unit feature above 1', { valence: 1.001 }],
  ['a negative tempo', { tempo: -1 }],
  ['a number as text', { energy: '0.5' }],
  ['no number', { loudness: null }],
  ['a boolean as text', { explicit: 'true' }],
  ['a negative record id', { record_id: -1 }],
  ['a time that is no whole number', { timestamp: 1.5 }],
])('%s makes it no track', (_, fields) => {
  expect(parseTrack(JSON.stringify({ ...trackOf(), ...fields }))).toBeUndefined();
});
