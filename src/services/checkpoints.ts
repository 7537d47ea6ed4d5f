import { channel } from 'node:diagnostics_channel';

/**
 * Moments in which a process may die with something half done, in the order a record passes them.
 * Each is a channel of `node:diagnostics_channel`, `trackdeck:NAME`: free while nobody listens, and
 * there for tracing and for the fault harness.
 */
export const CHECKPOINTS = [
  /** Some records are appended, others of the same transaction not yet. */
  'in-append',
  /** A batch was handed over; nothing of it is committed. */
  'after-batch-sent',
  /** Lines are in the rejects file which no ledger knows of. */
  'in-rejects-append',
  /** Records and ledger entry are written; the commit is next. */
  'before-ledger-commit',
  /** They are committed; the producer does not know it yet. */
  'after-ledger-commit',
  'before-state-save',
  /** Lines are in the track file which no saved state knows of. */
  'in-track-append',
  /** Lines and state are written; the commit is next. */
  'in-state-save',
  /** The state is saved; the group's offsets are not committed yet. */
  'after-state-save',
  'after-offset-commit',
  /** The track file is being written anew. */
  'in-rebuild',
  /** A file is written under its temporary name. */
  'before-rename',
  'after-rename',
] as const;

export type Checkpoint = (typeof CHECKPOINTS)[number];

/** A file that is being appended to, and where that begins which does not count yet. */
export type UncommittedTail = {
  /** Descriptor, open for writing. */
  readonly file: number;
  readonly from: number;
};

const CHANNELS = new Map(CHECKPOINTS.map((name) => [name, channel(`trackdeck:${name}`)]));

/** Tells whoever listens that this moment has come; they act before this returns. */
export function reach(checkpoint: Checkpoint, tail?: UncommittedTail): void {
  const listeners = CHANNELS.get(checkpoint);
  if (listeners?.hasSubscribers === true) listeners.publish(tail ?? null);
}
