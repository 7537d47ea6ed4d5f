import { AUDIO_FEATURES, type Track } from './track.ts';
import { isInRange, type NumericColumn } from './track-ranges.ts';

type Fields = Readonly<Record<string, unknown>>;

const NUMERIC_COLUMNS: readonly NumericColumn[] = [
  ...AUDIO_FEATURES,
  'popularity',
  'duration_ms',
  'key',
  'mode',
  'time_signature',
];

/**
 * A record's value as a track, or `undefined` when it is none: no JSON object, a field missing, of
 * the wrong type, empty or out of range. Fields that no track has are let pass.
 */
export function parseTrack(json: string): Track | undefined {
  const value = parseJson(json);
  return isFields(value) && isTrack(value) ? (value as Track) : undefined;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function isTrack(fields: Fields): boolean {
  return (
    isText(fields['track_id']) &&
    isText(fields['track_genre']) &&
    isTextOrNull(fields['track_name']) &&
    isTextOrNull(fields['artists']) &&
    isTextOrNull(fields['album_name']) &&
    typeof fields['explicit'] === 'boolean' &&
    isCount(fields['timestamp']) &&
    isCount(fields['record_id']) &&
    hasNumbersInRange(fields)
  );
}

function hasNumbersInRange(fields: Fields): boolean {
  for (const column of NUMERIC_COLUMNS) {
    const value = fields[column];
    if (typeof value !== 'number' || !isInRange(column, value)) return false;
  }
  return true;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isTextOrNull(value: unknown): boolean {
  return value === null || isText(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
