import { describe, expect, test } from 'vitest';
import { readJobLine } from '../../../../src/services/spark/job-lines.ts';

function read(fields: Readonly<Record<string, unknown>>) {
  return readJobLine(JSON.stringify({ v: 1, ...fields }));
}

describe('a line of a job', () => {
  test('tells that its driver is connected', () => {
    const line = read({ type: 'started', application: 'app-1', url: null, spark: '4.2.0' });

    expect(line).toEqual({
      type: 'progress',
      progress: { kind: 'registered', application: 'app-1', url: null, sparkVersion: '4.2.0' },
    });
  });

  test('tells a batch of a stream with its rates and where it has ended', () => {
    const rates = { inputRows: 900, inputRowsPerSecond: 12.5, processedRowsPerSecond: 99 };
    const line = read({
      type: 'progress',
      ...{ batch: 3, ...rates, durationMs: 800, offsetsBehind: 40, ends: { 0: 7, 1: 9 } },
    });

    expect(line).toEqual({
      type: 'batch',
      progress: { kind: 'batch', batch: 3, ...rates, durationMs: 800, offsetsBehind: 40 },
      ends: new Map([
        [0, 7],
        [1, 9],
      ]),
    });
  });

  test('tells figures, with no mean where there is no track', () => {
    const line = read({
      type: 'result',
      batch: null,
      tracks: 2,
      means: { energy: 0.5, tempo: null },
      genres: [{ genre: 'pop', tracks: 2, means: { energy: 0.5 } }],
    });

    expect(line).toMatchObject({
      type: 'result',
      batch: null,
      figures: {
        tracks: 2,
        foreign: 0,
        means: { energy: 0.5, tempo: null, valence: null },
        genres: [{ genre: 'pop', tracks: 2, means: { energy: 0.5 } }],
      },
    });
  });

  test.each(['', 'Traceback (most recent call last):', '5', 'null', '{"v":2,"type":"started"}'])(
    'is none of its own: %s',
    (text) => {
      expect(readJobLine(text)).toBeUndefined();
    },
  );
});
