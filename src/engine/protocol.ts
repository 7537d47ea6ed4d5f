/** Version of the engine's API; a client refuses to talk to another one. */
export const PROTOCOL_VERSION = 1;

/** What an engine can be told to do. */
export const COMMAND_NAMES = [
  'pause-consumption',
  'resume-consumption',
  'export-snapshot',
  'shutdown',
] as const;

export type CommandName = (typeof COMMAND_NAMES)[number];

/** Commands that this engine has; each answers with something JSON can say. */
export type EngineCommands = Readonly<Partial<Record<CommandName, () => unknown>>>;
