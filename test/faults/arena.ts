import type { BrokerKind } from '../../src/services/ports.ts';
import type { CliOptions } from '../support/cli/start-cli.ts';
import type { Workspace } from '../support/cli/workspace.ts';

/** A committed record, as a reader that knows nothing of trackdeck sees it. */
export type PlainRecord = {
  readonly key: string | null;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
};

/** Where one round takes place: directories, a topic and a group that no other round uses. */
export type Place = {
  readonly workspace: Workspace;
  readonly topic: string;
  readonly flags: readonly string[];
  readonly options: CliOptions;
  readCommitted(topic: string): Promise<readonly PlainRecord[]>;
  /**
   * Moves the group's offsets as another tool does, once the group has no member any more.
   *
   * @param share - how far into each partition, 0 to 1
   */
  moveOffsets(share: number): Promise<void>;
};

/** A broker and how it can be made to fail. */
export type Arena = {
  readonly kind: BrokerKind;
  /** The broker's own process; `null` on the embedded log, which has none. */
  readonly brokerProcess: { killAndRestart(): Promise<void> } | null;
  /** How long a process may take to come to the checkpoint it dies at. */
  readonly patienceMs: number;
  openPlace(workspace: Workspace): Place;
  /** The newest of what the broker's own log says of trouble and of transactions. */
  lastWords(): Promise<readonly string[]>;
  close(): Promise<void>;
};
