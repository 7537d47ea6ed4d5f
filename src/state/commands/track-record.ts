import { DATASET_HEADER, type Track } from '../../domain/track.ts';
import { parseTrack } from '../../domain/track-parse.ts';
import type { StoredRecord } from '../../services/ports.ts';

/** A record as a track and the tag of its data set, or why it is none. */
export type TrackRecord =
  | { readonly kind: 'track'; readonly track: Track; readonly tag: string }
  /** Not published by trackdeck. */
  | { readonly kind: 'foreign' }
  /** Published by trackdeck, or pretending to be, but no track. */
  | { readonly kind: 'unreadable' };

export function readTrackRecord(record: StoredRecord): TrackRecord {
  const tag = record.headers[DATASET_HEADER];
  if (tag === undefined) return { kind: 'foreign' };
  const track = parseTrack(record.value.toString('utf8'));
  return track === undefined ? { kind: 'unreadable' } : { kind: 'track', track, tag };
}
