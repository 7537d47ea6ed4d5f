import type { FeatureMeans, TrackFigures } from '../../domain/analytics/track-figures.ts';
import { AUDIO_FEATURES } from '../../domain/track.ts';
import { type Fields, fieldsOf, listOf, numberOf, textOf } from './fields.ts';
import type { RunProgress, RunStep } from './spark-run.ts';

/** What a job says, one JSON object a line; see docker/spark/track_analytics.py. */
export type JobLine =
  | { readonly type: 'progress'; readonly progress: Exclude<RunProgress, { kind: 'batch' }> }
  | {
      readonly type: 'result';
      /** Of a stream, the number of its batch. */
      readonly batch: number | null;
      readonly figures: TrackFigures;
    }
  | {
      readonly type: 'batch';
      readonly progress: Omit<Extract<RunProgress, { kind: 'batch' }>, 'tracks'>;
      /** Offset behind the last one read, by partition. */
      readonly ends: ReadonlyMap<number, number>;
    }
  | { readonly type: 'failed'; readonly message: string; readonly detail: string };

/** Version of the lines; the job and this program come together. */
const VERSION = 1;

/** @returns `undefined` for a line that is none of the job's, as Java or Python may write one */
export function readJobLine(line: string): JobLine | undefined {
  const fields = parsed(line);
  if (fields['v'] !== VERSION) return undefined;
  switch (fields['type']) {
    case 'started':
      return { type: 'progress', progress: registered(fields) };
    case 'step':
      return { type: 'progress', progress: { kind: 'step', step: stepOf(fields['step']) } };
    case 'result': {
      const { batch } = fields;
      return {
        type: 'result',
        batch: typeof batch === 'number' ? batch : null,
        figures: figuresOf(fields),
      };
    }
    case 'progress':
      return batchOf(fields);
    case 'failed': {
      const message = textOf(fields['message']);
      return { type: 'failed', message, detail: textOf(fields['detail']) };
    }
    default:
      return undefined;
  }
}

function parsed(line: string): Fields {
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return {};
  }
}

function registered(fields: Fields) {
  const url = textOf(fields['url']);
  return {
    kind: 'registered',
    application: textOf(fields['application']),
    url: url === '' ? null : url,
    sparkVersion: textOf(fields['spark']),
  } as const;
}

function stepOf(step: unknown): RunStep {
  return step === 'writing' ? 'writing' : 'reading';
}

function batchOf(fields: Fields): JobLine {
  const { offsetsBehind } = fields;
  return {
    type: 'batch',
    progress: {
      kind: 'batch',
      batch: numberOf(fields['batch']),
      inputRows: numberOf(fields['inputRows']),
      inputRowsPerSecond: numberOf(fields['inputRowsPerSecond']),
      processedRowsPerSecond: numberOf(fields['processedRowsPerSecond']),
      durationMs: numberOf(fields['durationMs']),
      offsetsBehind: typeof offsetsBehind === 'number' ? offsetsBehind : null,
    },
    ends: new Map(
      Object.entries(fieldsOf(fields['ends'])).map(([partition, end]) => [
        Number(partition),
        numberOf(end),
      ]),
    ),
  };
}

function figuresOf(fields: Fields): TrackFigures {
  const count = (name: string) => numberOf(fields[name]);
  return {
    tracks: count('tracks'),
    foreign: count('foreign'),
    unreadable: count('unreadable'),
    incomplete: count('incomplete'),
    explicit: count('explicit'),
    uniqueTracks: count('uniqueTracks'),
    uniqueArtists: count('uniqueArtists'),
    uniqueArtistNames: count('uniqueArtistNames'),
    means: meansOf(fields['means']),
    genres: listOf(fields['genres']).map((genre) => ({
      genre: textOf(genre['genre']),
      tracks: numberOf(genre['tracks']),
      means: meansOf(genre['means']),
    })),
  };
}

function meansOf(value: unknown): FeatureMeans {
  const fields = fieldsOf(value);
  const means = AUDIO_FEATURES.map((feature) => {
    const mean = fields[feature];
    return [feature, typeof mean === 'number' ? mean : null] as const;
  });
  return Object.fromEntries(means) as FeatureMeans;
}
