import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Checkpoint } from '../../src/services/checkpoints.ts';
import type { CliOptions } from '../support/cli/start-cli.ts';

/** What a process does to itself at a checkpoint. */
export type FaultAt = {
  readonly checkpoint: Checkpoint;
  /** The so-manieth time it is passed, from 1. */
  readonly hit: number;
  readonly signal: 'SIGKILL' | 'SIGSTOP';
  /** How much of what is not committed stays in a file that is being appended to, 0 to 1. */
  readonly kept: number;
};

/** Handed to a process in its environment. */
export type FaultOrder = {
  /** File that gets a line for every checkpoint passed. */
  readonly trace: string;
  readonly at: FaultAt | null;
};

export const FAULT_ORDER = 'TRACKDECK_FAULT_ORDER';

const PRELOAD = fileURLToPath(new URL('fault-preload.ts', import.meta.url));

/** Makes a command trace its checkpoints and do as ordered. */
export function withFaults(options: CliOptions, order: FaultOrder): CliOptions {
  return {
    ...options,
    env: { ...options.env, [FAULT_ORDER]: JSON.stringify(order) },
    nodeOptions: [...(options.nodeOptions ?? []), '--import', PRELOAD],
  };
}

/** A checkpoint that was passed, and when, in epoch milliseconds. */
export type Passed = { readonly at: number; readonly checkpoint: string };

export function traceLine({ at, checkpoint }: Passed): string {
  return `${at} ${checkpoint}\n`;
}

/** Empty while there is no trace. */
export function readTrace(path: string): readonly Passed[] {
  return readOrNothing(path)
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [at = '', checkpoint = ''] = line.split(' ');
      return { at: Number(at), checkpoint };
    });
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
