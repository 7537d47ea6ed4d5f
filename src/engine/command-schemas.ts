import type { CommandName } from './protocol.ts';

const NO_INPUT = { type: 'object', properties: {}, additionalProperties: false } as const;

const RATE_LIMIT = {
  type: 'object',
  required: ['rowsPerSecond'],
  properties: { rowsPerSecond: { type: ['number', 'null'], minimum: 0.1 } },
  additionalProperties: false,
} as const;

/** JSON schema of what a command takes as the body of its request; see `CommandInputs`. */
export function inputSchema(name: CommandName): Readonly<Record<string, unknown>> {
  return name === 'limit-rate' ? RATE_LIMIT : NO_INPUT;
}
