import type { Command } from 'commander';

/**
 * `trackdeck help engine status` tells what `trackdeck engine status --help` does. Commander's own
 * is not there where the program works without a command, and looks one word deep alone.
 */
export function addHelpCommand(program: Command): void {
  program
    .command('help')
    .description('the help of a command, as --help gives it')
    .argument('[command...]', 'its words; without them the help of trackdeck')
    .action((words: readonly string[]) => commandOf(program, words).outputHelp());
}

function commandOf(program: Command, words: readonly string[]): Command {
  let command = program;
  for (const word of words) {
    const found = command.commands.find((each) => each.name() === word);
    if (found === undefined) program.error(`error: unknown command '${words.join(' ')}'`);
    else command = found;
  }
  return command;
}
