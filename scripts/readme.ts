// npm run readme: writes the README's tables from the code; with --check it only tells whether they are right.
import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { createProgram } from '../src/cli/program.ts';
import { type SettingDescription, settings } from '../src/config.ts';
import { KEYMAP, type KeyBinding, keyText } from '../src/ui/keymap.ts';
import { PANE_ANSWERS, paneTitle } from '../src/ui/panes/pane-titles.ts';
import { FURTHER_PANES, PANES } from '../src/ui/view/view-state.ts';

const readme = new URL('../README.md', import.meta.url);

function row({ flag, env, fileKey, placeholder, defaultText, description }: SettingDescription) {
  const value = placeholder === undefined ? '' : ` ${placeholder}`;
  const escaped = (text: string) => text.replaceAll('|', '\\|');
  const standard = defaultText === '' ? '–' : `\`${defaultText}\``;
  return `| \`--${flag}${escaped(value)}\` | \`${env}\` | \`${fileKey}\` | ${standard} | ${escaped(description)} |`;
}

function settingsTable(): string {
  const groups = [...new Set(settings.map(({ group }) => group))];
  return groups
    .flatMap((group) => [
      `**${group}**`,
      '',
      '| flag | environment | file key | default | meaning |',
      '| --- | --- | --- | --- | --- |',
      ...settings.filter((setting) => setting.group === group).map(row),
      '',
    ])
    .join('\n');
}

/** A command with what it takes of its own: the settings, which all take, have tables of their own. */
function commandRow(command: Command, path: string): string {
  const shared = new Set(['config', ...settings.map(({ fileKey }) => fileKey)]);
  const own = command.options.filter((option) => !shared.has(option.attributeName()));
  const words = [
    ...command.registeredArguments.map((argument) =>
      argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
    ),
    ...own.filter((option) => option.long !== '--version').map((option) => `[${option.long}]`),
  ];
  return `| \`${[path, ...words].join(' ')}\` | ${command.description()} |`;
}

function commandRows(command: Command, path: string): readonly string[] {
  if (command.commands.length === 0) return [commandRow(command, path)];
  return command.commands.flatMap((each) => commandRows(each, `${path} ${each.name()}`));
}

function commandsTable(): string {
  const program = createProgram(() => {});
  const rows = commandRows(program, program.name());
  const console = `| \`${program.name()}\` | the console; without a terminal the same as \`run\` |`;
  return ['| command | what it does |', '| --- | --- |', console, ...rows, ''].join('\n');
}

function keyRow({ keys, shownAs, label }: KeyBinding): string {
  const code = (key: string) => `\`${keyText(key)}\``;
  return `| ${shownAs === undefined ? keys.map(code).join(' ') : code(shownAs)} | ${label} |`;
}

function keysTable(): string {
  const groups = [...new Set(KEYMAP.map(({ group }) => group))];
  const rows = groups.flatMap((group) => [
    `| **${group}** | |`,
    ...KEYMAP.filter((binding) => binding.group === group).map(keyRow),
  ]);
  return ['| key | what it does |', '| --- | --- |', ...rows, ''].join('\n');
}

function panesTable(): string {
  const rows = [...PANES, ...FURTHER_PANES].map(
    (pane) => `| \`${paneTitle(pane)}\` | ${PANE_ANSWERS[pane]} |`,
  );
  return ['| pane | what it answers |', '| --- | --- |', ...rows, ''].join('\n');
}

function withTable(text: string, name: string, table: string): string {
  const [start, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`README.md has no place for the table "${name}"`);
  return `${text.slice(0, from + start.length)}\n${table}\n${text.slice(to)}`;
}

const written = readFileSync(readme, 'utf8');
const tables = {
  commands: commandsTable(),
  settings: settingsTable(),
  keys: keysTable(),
  panes: panesTable(),
};
const wanted = Object.entries(tables).reduce(
  (text, [name, table]) => withTable(text, name, table),
  written,
);
if (process.argv.includes('--check')) {
  if (written !== wanted) {
    process.stderr.write('README.md is not what the code says: npm run readme\n');
    process.exitCode = 1;
  }
} else {
  writeFileSync(readme, wanted);
}
