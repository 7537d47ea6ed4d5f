import { Command } from 'commander';
import type { Config } from '../config.ts';
import type { LetterChoice } from './dlq/letter-choice.ts';
import type { GivenSettings } from './engine/given-settings.ts';
import { addHelpCommand } from './help-command.ts';
import {
  addSettings,
  configOf,
  givenIn,
  optionsOf,
  type ParsedOptions,
} from './setting-options.ts';
import { packageVersion } from './version.ts';

type SetExitCode = (code: number) => void;

/**
 * A command's work; what it returns is the exit code. Each loads its own parts: the console is on
 * the screen before the pipeline would be loaded.
 */
type CommandAction = (config: Config, given: GivenSettings) => Promise<number>;

/** The command line: one command each for the whole pipeline and for its parts. */
export function createProgram(setExitCode: SetExitCode): Command {
  const program = new Command('trackdeck');
  program
    .description('Spotify tracks through a streaming pipeline: validate, publish, consume, export.')
    .version(packageVersion())
    .showHelpAfterError('(trackdeck --help lists commands and settings)')
    .exitOverride()
    .enablePositionalOptions();
  const add = (name: 'run' | 'produce' | 'consume', action: CommandAction) =>
    addSettings(program.command(name), name).action(async (_: ParsedOptions, self: Command) => {
      const options = optionsOf(self);
      setExitCode(await action(configOf(options), givenIn(options)));
    });

  // Without a command the role follows from PRODUCER_MODE, so the settings stand on the program too.
  addSettings(program, null).action(async (_: ParsedOptions, self: Command) => {
    const [word] = self.args;
    if (word !== undefined) self.error(`error: unknown command '${word}'`);
    const options = optionsOf(self);
    setExitCode(await runRole(configOf(options), givenIn(options)));
  });
  add('run', runPipeline).description('ingest the data set, consume it to the end, export, exit');
  add('produce', produce).description('publish the data set, then exit');
  add('consume', consume).description('consume, count and export until stopped');
  addEngineCommands(program, setExitCode);
  addDatasetCommands(program, setExitCode);
  addDlqCommands(program, setExitCode);
  addSparkCommands(program, setExitCode);
  addCleanCommand(program, setExitCode);
  addHelpCommand(program);
  // Last, since commands made later would inherit it: a word that is no command gets a message of its own.
  program.allowExcessArguments();
  program.addHelpText('after', HELP_END);
  return program;
}

const HELP_END = `
Every setting is also read from the environment (the name in brackets) and from
$XDG_CONFIG_HOME/trackdeck/config.json; flags go first, then environment, file, default.
Exit codes: 0 done, 1 failed, 2 usage or configuration, 3 no engine runs (engine status),
130 on Ctrl+C, 143 on SIGTERM (consume and the engine: 0), 129 on SIGHUP.`;

const runRole: CommandAction = async (config, given) => {
  if (config.producerMode === true) return produce(config, given);
  if (config.producerMode === false) return consume(config, given);
  const { consoleCommand, isOnTerminal } = await import('./console-command.ts');
  // Whoever only looks at an engine must not become a pipeline where there is no terminal.
  return isOnTerminal() || config.attachOnly
    ? consoleCommand(config, given)
    : runPipeline(config, given);
};

const runPipeline: CommandAction = async (config) =>
  (await import('./run-command.ts')).runCommand(config);

const produce: CommandAction = async (config) =>
  (await import('./produce-command.ts')).produceCommand(config);

const consume: CommandAction = async (config) =>
  (await import('./consume-command.ts')).consumeCommand(config);

function addEngineCommands(program: Command, setExitCode: SetExitCode): void {
  const engine = program
    .command('engine')
    .description('the process behind the console: start it, stop it, look at it');
  addSettings(engine.command('start'), 'engine start')
    .description('start the engine in the background, unless it runs already')
    .action(async (_: ParsedOptions, self: Command) => {
      const options = optionsOf(self);
      const { engineStartCommand } = await import('./engine/engine-start-command.ts');
      setExitCode(await engineStartCommand(configOf(options), givenIn(options)));
    });
  addSettings(engine.command('stop'), 'engine stop')
    .description('end the engine in order and wait until it is gone')
    .action(async (_: ParsedOptions, self: Command) => {
      const { engineStopCommand } = await import('./engine/engine-stop-command.ts');
      setExitCode(await engineStopCommand(configOf(optionsOf(self))));
    });
  addSettings(engine.command('status'), 'engine status')
    .description('who runs, since when, and how far it is; exit code 3 when no engine runs')
    .option('--json', 'the whole state as one line of JSON')
    .action(async (_: ParsedOptions, self: Command) => {
      const options = optionsOf(self);
      const { engineStatusCommand } = await import('./engine/engine-status-command.ts');
      setExitCode(await engineStatusCommand(configOf(options), options['json'] === true));
    });
  addSettings(engine.command('serve'), 'engine serve')
    .description('run the engine in the foreground, for service managers')
    .action(async (_: ParsedOptions, self: Command) => {
      const { engineServeCommand } = await import('./engine/engine-serve-command.ts');
      setExitCode(await engineServeCommand(configOf(optionsOf(self))));
    });
}

function addDatasetCommands(program: Command, setExitCode: SetExitCode): void {
  const dataset = program.command('dataset').description('fetch data sets, look at them');
  addSettings(dataset.command('fetch'), 'dataset fetch')
    .description('download the data set into the cache, if it is not there, and print its path')
    .action(async (_: ParsedOptions, self: Command) => {
      const { datasetFetchCommand } = await import('./dataset-cache-commands.ts');
      setExitCode(await datasetFetchCommand(configOf(optionsOf(self))));
    });
  addSettings(dataset.command('clear'), 'dataset clear')
    .description('remove what was downloaded')
    .action(async (_: ParsedOptions, self: Command) => {
      const { datasetClearCommand } = await import('./dataset-cache-commands.ts');
      setExitCode(await datasetClearCommand(configOf(optionsOf(self))));
    });
  addSettings(dataset.command('info'), 'dataset info')
    .description('what is in the data set: fingerprint, rows, and why rows would be rejected')
    .option('--json', 'as one line of JSON')
    .action(async (_: ParsedOptions, self: Command) => {
      const options = optionsOf(self);
      const { datasetInfoCommand } = await import('./dataset-command.ts');
      setExitCode(await datasetInfoCommand(configOf(options), options['json'] === true));
    });
  addSettings(dataset.command('demo'), 'dataset demo')
    .description('write generated demo data as CSV')
    .argument('[file]', 'where to; stdout without it')
    .action(async (file: string | undefined, _: ParsedOptions, self: Command) => {
      const { datasetDemoCommand } = await import('./dataset-command.ts');
      setExitCode(await datasetDemoCommand(configOf(optionsOf(self)), file));
    });
}

function addDlqCommands(program: Command, setExitCode: SetExitCode): void {
  const dlq = program
    .command('dlq')
    .description('dead letters: rejected rows, look at them, publish them once they are repaired');
  addChoice(addSettings(dlq.command('list'), 'dlq list'))
    .description('the dead letters: how many, by reason, column and data set, and which')
    .action(async (_: ParsedOptions, self: Command) => {
      const options = optionsOf(self);
      const { dlqListCommand } = await import('./dlq/dlq-list-command.ts');
      setExitCode(
        await dlqListCommand(configOf(options), choiceIn(options), options['json'] === true),
      );
    });
  addDatasetChoice(addSettings(dlq.command('show'), 'dlq show'))
    .description('one dead letter: the rejected row with its fault')
    .argument('<row>', 'its record_id, or partition:offset in the dead-letter topic')
    .action(async (place: string, _: ParsedOptions, self: Command) => {
      const options = optionsOf(self);
      const { dlqShowCommand } = await import('./dlq/dlq-show-command.ts');
      const asJson = options['json'] === true;
      setExitCode(await dlqShowCommand(configOf(options), place, choiceIn(options), asJson));
    });
  addChoice(addSettings(dlq.command('redrive'), 'dlq redrive'))
    .description('publish dead letters, each once, after showing them; all that wait by default')
    .option('--row <rows>', 'only these rows, by record_id, with commas between')
    .option('--from <file>', 'repaired rows: a copy of rejects.csv, or record_id and all columns')
    .option('-y, --yes', 'do not ask')
    .action(async (_: ParsedOptions, self: Command) => {
      const options = optionsOf(self);
      const { dlqRedriveCommand } = await import('./dlq/dlq-redrive-command.ts');
      const flags = {
        choice: choiceIn(options),
        from: textIn(options, 'from'),
        isConfirmed: options['yes'] === true,
        asJson: options['json'] === true,
      };
      setExitCode(await dlqRedriveCommand(configOf(options), flags));
    });
}

function addChoice(command: Command): Command {
  return addDatasetChoice(command)
    .option('--reason <reason>', 'only those rejected for this reason')
    .option('--column <column>', 'only those with a fault in this column');
}

function addDatasetChoice(command: Command): Command {
  return command
    .option('--dataset-sha <sha256>', 'only those of the data set whose SHA-256 begins so')
    .option('--json', 'as one line of JSON');
}

function choiceIn(options: ParsedOptions): LetterChoice {
  return {
    reason: textIn(options, 'reason'),
    column: textIn(options, 'column'),
    datasetSha: textIn(options, 'datasetSha'),
    row: textIn(options, 'row'),
  };
}

function textIn(options: ParsedOptions, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

function addSparkCommands(program: Command, setExitCode: SetExitCode): void {
  const spark = program
    .command('spark')
    .description('the analytics computed by Spark, and compared with those of the console');
  addSettings(spark.command('submit'), 'spark submit')
    .description(
      'run the analytics on Spark, store them as Parquet, compare them; 1 if they differ',
    )
    .option('--streaming', 'go on with what is published, until stopped')
    .option('--output <place>', 'hdfs://host:port/path, or a directory that all workers have')
    .option('--json', 'as one line of JSON')
    .action(async (_: ParsedOptions, self: Command) => {
      const options = optionsOf(self);
      const { sparkSubmitCommand } = await import('./spark/spark-submit-command.ts');
      const output = textIn(options, 'output');
      const mode = options['streaming'] === true ? 'streaming' : 'batch';
      const request = { mode, ...(output !== undefined && { output }) } as const;
      setExitCode(await sparkSubmitCommand(configOf(options), request, options['json'] === true));
    });
  addSettings(spark.command('status'), 'spark status')
    .description('the master, its workers and applications, and the newest run of the engine')
    .option('--json', 'as one line of JSON')
    .action(async (_: ParsedOptions, self: Command) => {
      const options = optionsOf(self);
      const { sparkStatusCommand } = await import('./spark/spark-status-command.ts');
      setExitCode(await sparkStatusCommand(configOf(options), options['json'] === true));
    });
  addSettings(spark.command('stop'), 'spark stop')
    .description('end the run that the engine has under way')
    .action(async (_: ParsedOptions, self: Command) => {
      const { sparkStopCommand } = await import('./spark/spark-stop-command.ts');
      setExitCode(await sparkStopCommand(configOf(optionsOf(self))));
    });
}

function addCleanCommand(program: Command, setExitCode: SetExitCode): void {
  addSettings(program.command('clean'), 'clean')
    .description(
      'remove topics, HDFS exports, outputs, saved screens, state, the embedded log, logs and downloads, after showing them',
    )
    .option('-y, --yes', 'do not ask')
    .action(async (_: ParsedOptions, self: Command) => {
      const options = optionsOf(self);
      const { cleanCommand } = await import('./clean-command.ts');
      setExitCode(await cleanCommand(configOf(options), options['yes'] === true));
    });
}
