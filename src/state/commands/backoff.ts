import type { Backoff } from '../../domain/backoff.ts';

/** Of everything that waits for a broker or a store. */
export const BACKOFF: Backoff = { initialMs: 50, maxMs: 5_000 };

/** Waits that end early, by throwing the signal's reason, when the signal aborts. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;
