import type { NameMatches } from '../domain/analytics/name-search.ts';
import type { WrittenSnapshot } from '../services/ports.ts';
import type { RunMode, RunPlan } from '../services/spark/spark-run.ts';
import type { ArtistQuestion } from '../state/commands/artist-search.ts';
import type { IngestAction } from '../state/commands/preview-ingest.ts';
import type { ConsoleState } from '../state/store.ts';

/**
 * Version of the engine's API; a screen refuses to talk to another one. What `EngineGreeting` holds
 * and `shutdown` without input stay the same in every version.
 */
export const PROTOCOL_VERSION = 5;

/** What an engine can be told to do. */
export const COMMAND_NAMES = [
  'preview-ingestion',
  'start-ingestion',
  'stop-ingestion',
  'pause-production',
  'resume-production',
  'limit-rate',
  'pause-consumption',
  'resume-consumption',
  'export-snapshot',
  'search-artists',
  'spark-submit',
  'spark-stop',
  'shutdown',
] as const;

export type CommandName = (typeof COMMAND_NAMES)[number];

/** What a preview has shown, to be handed back with the start that it leads to. */
export type ShownPreview = {
  /** `id` of the engine that made it. */
  readonly engine: string;
  /** Of the data set; `null` while that is not on this machine. */
  readonly sha256: string | null;
  readonly action: IngestionPreview['action']['kind'];
  /** Where a resumed ingestion goes on, else `null`. */
  readonly fromRow: number | null;
};

/** What `start-ingestion` would do. */
export type IngestionPreview = {
  /** `null` while the data set is not on this machine. */
  readonly source: {
    readonly name: string;
    readonly isDemo: boolean;
    readonly sha256: string;
    readonly bytes: number;
  } | null;
  /** Where it would be fetched from, in this order; empty when it is on this machine. */
  readonly downloads: readonly string[];
  readonly topic: string;
  /** `after-download`: not known before the data set is here. */
  readonly action: IngestAction | { readonly kind: 'after-download' };
  readonly shown: ShownPreview;
};

type Nothing = Readonly<Record<string, never>>;

/** What to stop, by the `begunAt` in the state; without it, what is under way. */
type StopInput = { readonly begunAt?: number };

type InputsWithContent = {
  /** Refused when it is no longer what would happen; without it nothing is compared. */
  readonly 'start-ingestion': { readonly shown?: ShownPreview };
  /** Refused when another one is under way, or none; so is `spark-stop`. */
  readonly 'stop-ingestion': StopInput;
  /** `null` takes the limit away. */
  readonly 'limit-rate': { readonly rowsPerSecond: number | null };
  /** Answered by what is counted, not less than what the state showed when it was asked. */
  readonly 'search-artists': ArtistQuestion;
  /** Without `output` the Parquet goes to the export folder of HDFS, or to the output directory. */
  readonly 'spark-submit': { readonly mode: RunMode; readonly output?: string };
  readonly 'spark-stop': StopInput;
  /** Refused by any engine but the one of this `id`; without it any engine takes it. */
  readonly shutdown: { readonly engine?: string };
};

/** What each command takes, as the JSON body of its request. */
export type CommandInputs = {
  readonly [Name in CommandName]: Name extends keyof InputsWithContent
    ? InputsWithContent[Name]
    : Nothing;
};

type ResultsWithContent = {
  readonly 'preview-ingestion': IngestionPreview;
  readonly 'export-snapshot': WrittenSnapshot;
  readonly 'search-artists': NameMatches;
  readonly 'spark-submit': RunPlan;
};

/** What each command answers with once it is done; a start or a stop once it is under way. */
export type CommandResults = {
  readonly [Name in CommandName]: Name extends keyof ResultsWithContent
    ? ResultsWithContent[Name]
    : null;
};

/**
 * Commands that this engine has; what it has not is answered with a refusal. The signal aborts when
 * whoever asked is gone.
 */
export type EngineCommands = {
  readonly [Name in CommandName]?: (
    input: CommandInputs[Name],
    asker: AbortSignal,
  ) => CommandResults[Name] | Promise<CommandResults[Name]>;
};

/** Who answers. */
export type EngineIdentity = {
  /** Random: another engine, or the same one started anew, has another. */
  readonly id: string;
  readonly pid: number;
  readonly host: string;
  readonly version: string;
  /** Which command it runs in: `engine`, `run`, `produce`, `consume`. */
  readonly command: string;
  readonly startedAt: number;
  readonly commands: readonly CommandName[];
  /** What it works with, by flag; passwords in addresses are left out. */
  readonly settings: Readonly<Record<string, string>>;
};

/** What every version of an engine tells in its answer to `GET /state`. */
export type EngineGreeting = {
  readonly protocol: number;
  readonly engine: Pick<
    EngineIdentity,
    'id' | 'pid' | 'host' | 'version' | 'command' | 'startedAt'
  >;
};

/** Answer to `GET /state`. */
export type StateAnswer = {
  readonly protocol: number;
  readonly engine: EngineIdentity;
  /** Number of the newest event that the state holds. */
  readonly sequence: number;
  readonly state: ConsoleState;
};

/** First message of `GET /events`, and again every few seconds and after events were left out. */
export type Hello = {
  readonly protocol: number;
  /** `id` of the engine. */
  readonly engine: string;
  /** Number of the newest event; whoever has not got that far has missed some. */
  readonly sequence: number;
};

/** Answer to `POST /commands/NAME`. */
export type CommandAnswer<Name extends CommandName = CommandName> = {
  readonly done: Name;
  /** `id` of the engine. */
  readonly engine: string;
  /** Number of the newest event by then: a state that has got so far shows what was done. */
  readonly sequence: number;
  readonly result: CommandResults[Name];
};
