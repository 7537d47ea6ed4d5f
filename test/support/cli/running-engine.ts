import type { CommandInputs, CommandName, StateAnswer } from '../../../src/engine/protocol.ts';
import type { ConsoleState } from '../../../src/state/store.ts';
import { askEngine, type EngineAnswer } from './engine-client.ts';
import { type CliOptions, type RunningCli, startCli } from './start-cli.ts';
import { until } from './until.ts';
import type { Workspace } from './workspace.ts';

/** A process whose engine API answers. */
export type RunningEngine = {
  readonly process: RunningCli;
  state(): Promise<ConsoleState>;
  /** The state as soon as it is so; fails when the process ends before. */
  untilState(what: string, isSo: (state: ConsoleState) => boolean): Promise<ConsoleState>;
  tell<Name extends CommandName>(name: Name, input?: CommandInputs[Name]): Promise<EngineAnswer>;
  /** What a command that must succeed answers with. */
  done<Name extends CommandName>(name: Name, input?: CommandInputs[Name]): Promise<unknown>;
};

/** Starts `trackdeck COMMAND …` on a workspace and waits until its API answers. */
export async function startServed(
  command: readonly string[],
  { socketPath, flags }: Workspace,
  settings: readonly string[] = [],
  options: CliOptions = {},
): Promise<RunningEngine> {
  const running = startCli([...command, ...flags, ...settings], options);

  async function answer(): Promise<StateAnswer | undefined> {
    const { body } = await askEngine(socketPath, 'GET', '/state').catch(() => ({
      body: undefined,
    }));
    const found = body as StateAnswer | undefined;
    return found?.engine.pid === running.pid ? found : undefined;
  }
  async function look<Value>(what: string, find: (state: ConsoleState) => Value | false) {
    const found = await until(
      what,
      async () => {
        const state = (await answer())?.state;
        return state === undefined ? undefined : find(state);
      },
      { unless: running.hasExited },
    );
    if (found === undefined) throw new Error(`Ended before ${what}:\n${running.stderr()}`);
    return found;
  }
  const tell: RunningEngine['tell'] = (name, input) =>
    askEngine(socketPath, 'POST', `/commands/${name}`, input);

  await look('the engine to answer', () => true);
  return {
    process: running,
    state: () => look('the state', (state) => state),
    untilState: (what, isSo) => look(what, (state) => isSo(state) && state),
    tell,
    async done(name, input) {
      const { status, body } = await tell(name, input);
      if (status !== 200) throw new Error(`${name} was refused: ${JSON.stringify(body)}`);
      return (body as { readonly result: unknown }).result;
    },
  };
}

/** The engine itself, in the foreground: it answers a moment before it can do what it is told. */
export async function startEngine(
  workspace: Workspace,
  settings: readonly string[] = [],
  options: CliOptions = {},
): Promise<RunningEngine> {
  const engine = await startServed(['engine', 'serve'], workspace, settings, options);
  await engine.untilState('its broker, or word of its absence', ({ pipeline, topic }) => {
    return pipeline !== null || (topic?.unreachable ?? null) !== null;
  });
  return engine;
}
