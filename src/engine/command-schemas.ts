import type { CommandName } from './protocol.ts';

const NO_INPUT = { type: 'object', properties: {}, additionalProperties: false } as const;

const RATE_LIMIT = {
  type: 'object',
  required: ['rowsPerSecond'],
  properties: { rowsPerSecond: { type: ['number', 'null'], minimum: 0.1 } },
  additionalProperties: false,
} as const;

const SHOWN_PREVIEW = {
  type: 'object',
  required: ['engine', 'sha256', 'action', 'fromRow'],
  properties: {
    engine: { type: 'string' },
    sha256: { type: ['string', 'null'] },
    action: { type: 'string' },
    fromRow: { type: ['integer', 'null'] },
  },
  additionalProperties: false,
} as const;

const START = {
  type: 'object',
  properties: { shown: SHOWN_PREVIEW },
  additionalProperties: false,
} as const;

const STOP = {
  type: 'object',
  properties: { begunAt: { type: 'integer' } },
  additionalProperties: false,
} as const;

const SPARK_SUBMIT = {
  type: 'object',
  required: ['mode'],
  properties: {
    mode: { enum: ['batch', 'streaming'] },
    output: { type: 'string', minLength: 1 },
  },
  additionalProperties: false,
} as const;

const SEARCH_ARTISTS = {
  type: 'object',
  required: ['kind', 'text'],
  properties: {
    kind: { enum: ['field', 'name'] },
    text: { type: 'string', minLength: 1, maxLength: 200 },
  },
  additionalProperties: false,
} as const;

const SHUTDOWN = {
  type: 'object',
  properties: { engine: { type: 'string' } },
  additionalProperties: false,
} as const;

/** JSON schema of what a command takes as the body of its request; see `CommandInputs`. */
export function inputSchema(name: CommandName): Readonly<Record<string, unknown>> {
  switch (name) {
    case 'limit-rate':
      return RATE_LIMIT;
    case 'start-ingestion':
      return START;
    case 'stop-ingestion':
    case 'spark-stop':
      return STOP;
    case 'search-artists':
      return SEARCH_ARTISTS;
    case 'spark-submit':
      return SPARK_SUBMIT;
    case 'shutdown':
      return SHUTDOWN;
    default:
      return NO_INPUT;
  }
}
