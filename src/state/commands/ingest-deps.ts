import type {
  Broker,
  Clock,
  RejectsFile,
  RejectsMark,
  RowSource,
  TopicSpec,
} from '../../services/ports.ts';
import type { Dispatch } from '../events.ts';
import type { Sleep } from './backoff.ts';
import type { ProductionGate } from './production-gate.ts';
import type { Patience } from './publisher.ts';
import type { RecoverRejects } from './recover-rejects.ts';

export type IngestDeps = {
  readonly source: RowSource;
  readonly broker: Broker;
  readonly openRejectsFile: (
    mark: RejectsMark | undefined,
    recover: RecoverRejects,
  ) => Promise<RejectsFile>;
  /** Passed before every transaction. */
  readonly gate: ProductionGate;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly dispatch: Dispatch;
};

export type IngestOptions = Patience & {
  readonly topic: TopicSpec;
  /** How the dead-letter topic is created where it is missing. */
  readonly deadLetters: TopicSpec;
  readonly batchSize: number;
  readonly delayMs: number;
  readonly force: boolean;
};
