import type { Failure } from '../state/events.ts';
import type { ConsoleState } from '../state/store.ts';
import type { CommandInputs, CommandName, CommandResults, EngineIdentity } from './protocol.ts';

/** Whether what a screen shows is what the engine knows. */
type EngineLink =
  | { readonly name: 'connecting'; readonly since: number }
  | { readonly name: 'live'; readonly since: number }
  /** The engine says nothing, and nothing tells that it is gone: it may be stopped, and go on. */
  | { readonly name: 'silent'; readonly since: number }
  /** The engine is gone; the state shown is as old as `since`, here and above. */
  | { readonly name: 'lost'; readonly since: number; readonly failure: Failure };

/** What a screen sees of an engine; a new object whenever something changed. */
export type MirrorView = {
  readonly link: EngineLink;
  /** `null` before the first answer. */
  readonly engine: EngineIdentity | null;
  /** Whether who looks may start an engine where there is none. */
  readonly mayStart: boolean;
  readonly state: ConsoleState;
};

/** A screen's copy of an engine's state, kept up by its events. */
export type Mirror = {
  getView(): MirrorView;
  /** Calls back after every change; returns the way to stop that. */
  subscribe(listener: () => void): () => void;
};

/** Tells an engine what to do. */
export type SendCommand = <Name extends CommandName>(
  name: Name,
  input: CommandInputs[Name],
) => Promise<CommandResults[Name]>;
