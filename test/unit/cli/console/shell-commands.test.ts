import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { startCommand } from '../../../../src/cli/console/shell-commands.ts';
import { onStateDir } from '../../../../src/cli/on-state-dir.ts';
import { type FlagValues, loadConfig, standardStateDir } from '../../../../src/config.ts';

function commandOf(flags: FlagValues, file?: string): string {
  return startCommand(loadConfig({ flags, env: {} }), { flags, file });
}

test('a command names a state directory that is not the standard one', () => {
  expect(onStateDir('trackdeck engine stop', standardStateDir)).toBe('trackdeck engine stop');
  expect(onStateDir('trackdeck engine stop', '/data/two words')).toBe(
    "trackdeck engine stop --state-dir '/data/two words'",
  );
});

test('the start of an engine names what this command line has set for it', () => {
  const flags = {
    stateDir: '/data/state',
    demo: true,
    bootstrapServers: 'a:1, b:2',
    batchSize: '70',
    dataset: 'my tracks.csv',
  };

  expect(commandOf(flags)).toBe(
    `trackdeck engine start --state-dir /data/state --dataset '${resolve('my tracks.csv')}' --demo --bootstrap-servers a:1,b:2 --batch-size 70`,
  );
});

test('what is for screens and roles alone is left out', () => {
  expect(commandOf({ ascii: true, attachOnly: true })).toBe('trackdeck engine start');
});

test('the configuration file is named by its whole path', () => {
  expect(startCommand(loadConfig({ flags: {}, env: {} }), { flags: {}, file: 'mine.json' })).toBe(
    `trackdeck engine start --config ${resolve('mine.json')}`,
  );
});

test('what a URL holds of secrets is not shown', () => {
  const command = commandOf({ datasetUrl: 'https://host.example/tracks.zip?signature=secret' });

  expect(command).toBe(
    "trackdeck engine start --dataset-url 'https://host.example/tracks.zip?***'",
  );
});
