// npm run readme: writes the README's tables from the code; with --check it only tells whether they are right.
import { readFileSync, writeFileSync } from 'node:fs';
import { type SettingDescription, settings } from '../src/config.ts';

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

function withTable(text: string, name: string, table: string): string {
  const [start, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`README.md has no place for the table "${name}"`);
  return `${text.slice(0, from + start.length)}\n${table}\n${text.slice(to)}`;
}

const written = readFileSync(readme, 'utf8');
const wanted = withTable(written, 'settings', settingsTable());
if (process.argv.includes('--check')) {
  if (written !== wanted) {
    process.stderr.write('README.md is not what the code says: npm run readme\n');
    process.exitCode = 1;
  }
} else {
  writeFileSync(readme, wanted);
}
