import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from '../../../src/cli/program.ts';
import { settings } from '../../../src/config.ts';

function commandAt(path: string): Command {
  return path.split(' ').reduce<Command>(
    (command, word) => command.commands.find((each) => each.name() === word) ?? command,
    createProgram(() => {}),
  );
}

/** The settings that a help lists, by their flags. */
function listed(command: Command): readonly string[] {
  const text = command.helpInformation();
  return settings.map(({ flag }) => flag).filter((flag) => new RegExp(`--${flag}[ \n]`).test(text));
}

/** Runs a command line up to what it prints. */
async function printed(args: readonly string[]) {
  let stdout = '';
  let stderr = '';
  const program = createProgram(() => {});
  const output = {
    writeOut: (text: string) => {
      stdout += text;
    },
    writeErr: (text: string) => {
      stderr += text;
    },
  };
  const configure = (command: Command) => {
    command.configureOutput(output).exitOverride();
    command.commands.forEach(configure);
  };
  configure(program);
  const exitCode = await program.parseAsync(args, { from: 'user' }).then(
    () => 0,
    ({ exitCode: code }: { readonly exitCode: number }) => code,
  );
  return { stdout, stderr, exitCode };
}

test('the help of trackdeck lists every setting', () => {
  const program = createProgram(() => {});

  expect(listed(program)).toEqual(settings.map(({ flag }) => flag));
});

test.each([
  ['engine stop', ['state-dir']],
  ['engine status', ['state-dir']],
  ['dataset demo', ['demo-rows', 'seed']],
  ['dataset info', ['dataset', 'demo', 'demo-rows', 'seed', 'state-dir']],
  ['spark status', ['state-dir', 'spark-master-url', 'spark-app-url']],
])('that of %s lists what it goes by and no more', (path, flags) => {
  expect(listed(commandAt(path))).toEqual(flags);
});

test('a role is told the settings of its own side alone', () => {
  const of = (path: string) => listed(commandAt(path));

  expect(of('produce')).toEqual(expect.arrayContaining(['dataset', 'force', 'broker-timeout']));
  expect(of('produce')).not.toEqual(expect.arrayContaining(['stats-interval']));
  expect(of('consume')).toEqual(expect.arrayContaining(['stats-interval', 'hdfs-url']));
  expect(of('consume')).not.toEqual(expect.arrayContaining(['dataset']));
});

test('a setting that a command does not list may be given all the same', () => {
  const flags = ['--output-dir', 'elsewhere', '--topic', 'tracks'];

  const { unknown } = commandAt('engine stop').parseOptions([...flags]);

  expect(unknown).toEqual([]);
});

test.each([
  [['help'], ['--help']],
  [
    ['help', 'run'],
    ['run', '--help'],
  ],
  [
    ['help', 'engine', 'status'],
    ['engine', 'status', '--help'],
  ],
])('%j prints what %j does', async (words, flag) => {
  const asked = await printed(words);

  expect(asked).toMatchObject({ exitCode: 0, stderr: '' });
  expect(asked.stdout).toBe((await printed(flag)).stdout);
});

test.each([
  [['help', 'runn'], 'runn'],
  [['help', 'engine', 'pause'], 'engine pause'],
])('the help of what is no command is refused', async (words, named) => {
  const { stdout, stderr, exitCode } = await printed(words);

  expect(exitCode).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain(`error: unknown command '${named}'\n`);
});
