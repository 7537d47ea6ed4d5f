import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import {
  type Config,
  type ConfigKey,
  type FlagValues,
  loadConfig,
  type SettingDescription,
  settings,
} from '../config.ts';
import { cleanCommand } from './clean-command.ts';
import { consumeCommand } from './consume-command.ts';
import { datasetClearCommand, datasetFetchCommand } from './dataset-cache-commands.ts';
import { datasetDemoCommand, datasetInfoCommand } from './dataset-command.ts';
import { produceCommand } from './produce-command.ts';
import { runCommand } from './run-command.ts';

type SetExitCode = (code: number) => void;

/** A command's work; what it returns is the exit code. */
type CommandAction = (config: Config) => Promise<number>;

type ParsedOptions = Readonly<Record<string, string | boolean | undefined>>;

const packageJson = new URL('../../package.json', import.meta.url);

/** The command line: one command each for the whole pipeline and for its parts. */
export function createProgram(setExitCode: SetExitCode): Command {
  const program = new Command('trackdeck');
  const { version } = JSON.parse(readFileSync(packageJson, 'utf8')) as { readonly version: string };
  program
    .description('Spotify tracks through a streaming pipeline: validate, publish, consume, export.')
    .version(version)
    .showHelpAfterError('(trackdeck --help lists commands and settings)')
    .exitOverride()
    .enablePositionalOptions();
  const add = (command: Command, action: CommandAction) => {
    addSettings(command).action(async (_: ParsedOptions, self: Command) => {
      setExitCode(await action(configOf(optionsOf(self))));
    });
    return command;
  };

  // Without a command the role follows from PRODUCER_MODE, so the settings stand on the program too.
  addSettings(program).action(async (_: ParsedOptions, self: Command) => {
    const [word] = self.args;
    if (word !== undefined) self.error(`error: unknown command '${word}'`);
    setExitCode(await runRole(configOf(optionsOf(self))));
  });
  add(program.command('run'), runCommand).description(
    'ingest the data set, consume it to the end, export, exit',
  );
  add(program.command('produce'), produceCommand).description('publish the data set, then exit');
  add(program.command('consume'), consumeCommand).description(
    'consume, count and export until stopped',
  );
  addDatasetCommands(program, setExitCode);
  addCleanCommand(program, setExitCode);
  // Last, since commands made later would inherit it: a word that is no command gets a message of its own.
  program.allowExcessArguments();
  program.addHelpText('after', HELP_END);
  return program;
}

const HELP_END = `
Every setting is also read from the environment (the name in brackets) and from
$XDG_CONFIG_HOME/trackdeck/config.json; flags go first, then environment, file, default.
Exit codes: 0 done, 1 failed, 2 usage or configuration, 130 on Ctrl+C, 143 on SIGTERM
(consume: 0), 129 on SIGHUP.`;

function runRole(config: Config): Promise<number> {
  if (config.producerMode === true) return produceCommand(config);
  if (config.producerMode === false) return consumeCommand(config);
  return runCommand(config);
}

function addDatasetCommands(program: Command, setExitCode: SetExitCode): void {
  const dataset = program.command('dataset').description('fetch data sets, look at them');
  addSettings(dataset.command('fetch'))
    .description('download the data set into the cache, if it is not there, and print its path')
    .action(async (_: ParsedOptions, self: Command) => {
      setExitCode(await datasetFetchCommand(configOf(optionsOf(self))));
    });
  addSettings(dataset.command('clear'))
    .description('remove what was downloaded')
    .action(async (_: ParsedOptions, self: Command) => {
      setExitCode(await datasetClearCommand(configOf(optionsOf(self))));
    });
  addSettings(dataset.command('info'))
    .description('what is in the data set: fingerprint, rows, and why rows would be rejected')
    .option('--json', 'as one line of JSON')
    .action(async (_: ParsedOptions, self: Command) => {
      const options = optionsOf(self);
      setExitCode(await datasetInfoCommand(configOf(options), options['json'] === true));
    });
  addSettings(dataset.command('demo'))
    .description('write generated demo data as CSV')
    .argument('[file]', 'where to; stdout without it')
    .action(async (file: string | undefined, _: ParsedOptions, self: Command) => {
      setExitCode(await datasetDemoCommand(configOf(optionsOf(self)), file));
    });
}

function addCleanCommand(program: Command, setExitCode: SetExitCode): void {
  addSettings(program.command('clean'))
    .description('remove outputs, state, the embedded log, logs and downloads, after showing them')
    .option('-y, --yes', 'do not ask')
    .action(async (_: ParsedOptions, self: Command) => {
      const options = optionsOf(self);
      setExitCode(await cleanCommand(configOf(options), options['yes'] === true));
    });
}

function addSettings(command: Command): Command {
  command.option('--config <file>', 'configuration file');
  for (const setting of settings) command.addOption(optionOf(setting));
  return command;
}

function optionOf(setting: SettingDescription): Option {
  const { flag, placeholder, description, env, defaultText, group } = setting;
  const value = placeholder === undefined ? '' : ` <${placeholder}>`;
  const standard =
    defaultText === '' || placeholder === undefined ? '' : `, default ${defaultText}`;
  return new Option(`--${flag}${value}`, `${description} [${env}${standard}]`).helpGroup(
    `${group}:`,
  );
}

function configOf(options: ParsedOptions): Config {
  const given = settings.flatMap((setting): [ConfigKey, string | boolean][] => {
    const value = options[setting.fileKey];
    return value === undefined ? [] : [[setting.key, value]];
  });
  const flags: FlagValues = Object.fromEntries(given);
  const file = options['config'];
  return loadConfig({ flags, file: typeof file === 'string' ? file : undefined });
}

/** A command's options; where one stands before the command too, the one behind it counts. */
function optionsOf(command: Command): ParsedOptions {
  const outer = command.parent === null ? {} : optionsOf(command.parent);
  return { ...outer, ...command.opts<ParsedOptions>() };
}
